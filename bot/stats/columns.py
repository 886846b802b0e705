"""Columns: the arrays that the fold works on, one place for each agent."""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


def exact_sum(values: Column) -> float:
    """Sum without regard to order: the agents' names must not change the last bit."""
    return math.fsum(values.tolist())


def ratio(top: Column, bottom: Column) -> Column:
    """Divide, with 0 wherever the bottom is 0."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0)
