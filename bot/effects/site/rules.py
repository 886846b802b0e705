"""The policies as rows: key and value, without anybody's address."""

from collections.abc import Iterator, Mapping

from bot.policy.policy import Policy
from bot.words.canonical import Json

SHOWN = ("promotion", "retirement", "allocation", "risk", "regimes")
OF_GOVERNOR = ("mode", "cadence_minutes", "horizons_hours", "primary_horizon_hours", "lease")


def rules(policy: Policy) -> dict[str, list[tuple[str, str]]]:
    wire = policy.wire()
    governor = _mapping(wire["governor"])
    own: Json = {name: governor[name] for name in OF_GOVERNOR}
    parts = {"governor": own, **{name: wire[name] for name in SHOWN}}
    return {name: list(_flat(part, "")) for name, part in parts.items()}


def _flat(value: Json, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif path not in ("v", "lease.public_key"):
        yield path, _said(value)


def _said(value: Json) -> str:
    if value is None or value in ("", {}, []):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    return f"{value:,g}" if isinstance(value, float) else str(value)


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
