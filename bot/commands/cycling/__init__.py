"""A cycle: its steps, each in nobody's way, and the slots that are judged in it."""
