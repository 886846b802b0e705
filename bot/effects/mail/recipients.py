"""Who gets a letter: the list in the policies, which the environment may only narrow."""

import re
from collections.abc import Sequence

ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")


def recipients(listed: Sequence[str], only: str) -> list[str]:
    """Give each once, in order; `only` (META_EMAIL_TO) serves alone where nobody is listed."""
    asked = named(only)
    if not listed:
        return _once(asked)
    wanted = {one.lower() for one in asked}
    return _once([one for one in listed if not wanted or one.lower() in wanted])


def named(only: str) -> list[str]:
    return [one.strip() for one in only.split(",") if one.strip()]


def is_address(text: str) -> bool:
    return ADDRESS.fullmatch(text) is not None and text.isprintable()


def masked(address: str) -> str:
    """Show enough of an address to tell it from others, in a log that anybody may read."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def _once(addresses: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for one in addresses:
        found.setdefault(one.lower(), one)
    return list(found.values())
