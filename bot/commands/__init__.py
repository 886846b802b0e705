"""Commands: one file per subcommand, a function of that name that returns the exit code.

Takes: ports, a policy and `now`, from wiring.
Gives: what people asked for: gather through ports, decide in pure rooms, apply.
May import: ports, effects, decisions, stats, ledger, events, state, policy, settings, words,
  errors, sdk.
Never: an adapter, the environment, a clock of its own.
"""
