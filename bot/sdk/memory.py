"""The newest lease this machine has seen, so that an older one is known as a replay."""

from datetime import datetime
from pathlib import Path

from bot.sdk.fields import render
from bot.sdk.home import held, write_whole
from bot.sdk.lease import Lease
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.strict_fields import encode, moment, parse, whole

NAME = "lease-seen.json"


def newest(lease: Lease, home: Path, now: datetime) -> Leave:
    """Compare with the newest one seen, and remember this one if it is newer."""
    path = home / NAME
    try:
        with held(home / f"{NAME}.lock"):
            return _newest(lease, path, now)
    except (OSError, ValueError) as error:
        return Refusal(
            Code.LEASE_MEMORY,
            f"Cannot tell whether the lease is an old one: {path}: {error}; set GOVERNOR_HOME to "
            "a folder that this process may write, or remove that file if it is damaged.",
        )


def _newest(lease: Lease, path: Path, now: datetime) -> Leave:
    sequence, generated_at = _seen(path)
    if lease.sequence < sequence or (generated_at and lease.generated_at < generated_at):
        made = f" of {render(generated_at)}" if generated_at else ""
        return Refusal(
            Code.LEASE_REPLAYED,
            f"Cannot trust the lease: it is number {lease.sequence} of "
            f"{render(lease.generated_at)} and number {sequence}{made} was seen before; find out "
            f"who sends old ones, or remove {path} if the state was begun anew.",
        )
    # One from the future would make every honest lease after it look old.
    if (lease.sequence, lease.generated_at) != (sequence, generated_at) and not lease.early(now):
        fields = {"v": 1, "sequence": lease.sequence, "generated_at": render(lease.generated_at)}
        write_whole(path, encode(fields) + b"\n")
    return True


def _seen(path: Path) -> tuple[int, datetime | None]:
    try:
        fields = parse(path.read_bytes())
    except FileNotFoundError:
        return 0, None
    return whole(fields, "sequence"), moment(fields, "generated_at")
