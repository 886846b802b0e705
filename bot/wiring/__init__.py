"""Wiring: chooses the adapters and draws what is drawn once: now, and the environment.

Takes: the options that every command shares.
Gives: the ports a command asked for, made when first asked for.
May import: commands, adapters, ports, effects, decisions, stats, ledger, events, state, policy,
  settings, words, errors, sdk.
Never: rules, formats, printing.
"""
