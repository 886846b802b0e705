"""Events: what agents say they did and expect.

Takes: raw lines with their source, the time of receipt, the tolerance.
Gives: signals and telemetry of one versioned form; problems for lines that are refused.
May import: state, policy, settings, words, errors.
Never: I/O, clock.
"""
