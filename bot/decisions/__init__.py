"""Decisions: what becomes of an agent, and why.

Takes: policy numbers, evidence and `now`.
Gives: findings, each with what was observed and where the limit was; decisions made of them.
May import: stats, ledger, events, state, policy, settings, words, errors.
Never: GitHub words, an LLM, I/O, clock.
"""
