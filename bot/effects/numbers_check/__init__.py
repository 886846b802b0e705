"""Every number in foreign text is held against facts: value, unit, sign, rounding, and of whom."""
