"""False discoveries among many hypotheses."""

from collections.abc import Sequence


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg: the smallest q at which each hypothesis would be a discovery."""
    count = len(p_values)
    order = sorted(range(count), key=p_values.__getitem__, reverse=True)
    result = [1.0] * count
    least = 1.0
    for passed, index in enumerate(order):
        least = min(least, p_values[index] * count / (count - passed))
        result[index] = least
    return result
