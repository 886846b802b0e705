"""Ports: what Governor needs from the outside, as protocols.

Takes: nothing; protocols and the plain data that crosses them.
Gives: store, forge, output and clock as the commands see them.
May import: effects, decisions, stats, ledger, events, state, policy, settings, words, errors.
Never: an implementation.
"""
