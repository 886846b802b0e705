"""Settings: what the environment says, read once.

Takes: a mapping of environment variables.
Gives: one frozen dataclass, tokens never shown; problems for values that make no sense.
May import: words, errors.
Never: the environment itself, files, clock.
"""
