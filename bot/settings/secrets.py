"""Which values of the environment nobody may read in what an agent wrote."""

import re
from collections.abc import Collection, Mapping

TELLING = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|(^|_)KEYS?($|_)")
LEAST = 8


def secret_values(environ: Mapping[str, str], declared: Collection[str]) -> frozenset[str]:
    """Give what is declared a secret, and what is called like one; short guesses are spared."""
    return frozenset(
        value
        for name, value in environ.items()
        if name in declared or (len(value) >= LEAST and TELLING.search(name.upper()))
    )
