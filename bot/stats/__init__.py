"""Stats: what the numbers say, and how sure they are.

Takes: plain columns: agent-hours, symbol returns, settled trades; never a rule.
Gives: measures, e-values, the fleet filter; null where there is too little to say anything.
May import: ledger, events, state, policy, settings, words, errors.
Never: rules, thresholds, I/O, clock.
"""
