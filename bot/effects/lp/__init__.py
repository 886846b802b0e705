"""The mails to limited partners: what the book did, and why, for people who get nothing else."""
