"""Words: the vocabulary that every room speaks.

Takes: plain values.
Gives: instants, canonical JSON and digests, the stage lattice, problems, safe text.
May import: errors.
Never: I/O, clock, rules, knowledge of any other room.
"""
