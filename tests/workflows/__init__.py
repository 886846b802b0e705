"""The workflows, run for real on this machine against a forge, a remote and a venue on it."""
