"""Cli: words on the command line.

Takes: arguments.
Gives: a call of one command, its exit code, a plain sentence for every failure.
May import: wiring, commands, ports, effects, decisions, stats, ledger, events, state, policy,
  settings, words, errors.
Never: work of its own.
"""
