"""Effects: what Governor would do to the outside, as data; and the words in which it does it.

Takes: the report, decisions, and what the forge showed at one moment.
Gives: a list of effects, each with an idempotency key and a digest; comments, bodies, pages.
May import: decisions, stats, ledger, events, state, policy, settings, words, errors.
Never: applying them, I/O, clock; foreign text that is not escaped.
"""
