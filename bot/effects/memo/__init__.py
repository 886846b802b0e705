"""The investment committee's memo: its facts, the question to a model, the words, the page."""
