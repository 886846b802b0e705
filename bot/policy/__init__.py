"""Policy: what people have decided, checked.

Takes: the texts of policies/*.yml and the settings that may tighten them.
Gives: one policy, or every problem at once with file and line; JSON Schemas for editors.
May import: words, errors.
Never: I/O, clock, state, judgement.
"""
