"""Measurements: each case beside a named comparator, in the same run, with its inputs printed."""
