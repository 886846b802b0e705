"""Adapters: the outside world, each behind its port.

Takes: what a port promises.
Gives: Git, folders, the local forge, agents as processes, the terminal, the clock.
May import: ports, effects, decisions, stats, ledger, events, state, policy, settings, words,
  errors, sdk.
Never: decisions; nothing but wiring imports an adapter.
"""
