"""The same job by a program that remembers nothing: the plain first program.

It reads every line of every file into dicts, asks for each price alone, and reckons all that an
agent is judged on from its first day: trades, runs, confidence, curve, evidence, the fleet filter;
then the portfolio, regime and weights. It writes down what it found, commits all and pushes.

It leaves out corrected prices, other epochs and votes of classes; what is decided of agents, the
lease, the record of it; scores, bounds, calibration and deflated ratios; comment, checks, mail and
pages; the forge and the policies, whose numbers it has as constants. All of that favours it.
"""
