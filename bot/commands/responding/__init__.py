"""Comment commands: what was said, by whom, what it asks for, and the one answer to it."""
