"""Undoing merged pull requests by git's own merge machinery, without a work tree."""
