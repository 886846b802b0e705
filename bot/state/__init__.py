"""State: what Governor remembers, and how one change to it is described.

Takes: bytes of state files, and operations that describe a change.
Gives: documents, writes, the safety lattice over agents, the audit chain, due slots.
May import: policy, settings, words, errors.
Never: I/O, clock, judgement.
"""
