"""Measures put together from the days of a window and the running totals of an epoch."""
