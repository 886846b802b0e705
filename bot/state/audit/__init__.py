"""The audit record: one hash-chained line for whatever Governor or a person decided."""
