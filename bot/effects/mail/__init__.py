"""Mails as data: what is said, to whom, under which key."""
