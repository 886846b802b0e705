from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.common import shared
from bot.commands.audit_acknowledge import audit_acknowledge
from bot.commands.audit_head import audit_head
from bot.commands.audit_verify import audit_verify, given_anchor
from bot.wiring.people import desk_of
from bot.wiring.shell import Shell


@click.group(epilog="Example:  governor audit verify")
def audit() -> None:
    """Check the record of decisions and human acts."""


@audit.command(epilog="Example:  governor audit verify --head 412:9f86d081884c7d65...")
@click.option("--head", "heads", multiple=True, metavar="SEQ:HASH", help="A head that you kept.")
@click.option("--archive", is_flag=True, help="Let what `compact` squashed vouch for it too.")
@shared
def verify(shell: Shell, *, heads: Sequence[str], archive: bool) -> int:
    """Say whether the audit record is as it was written, and which entry is not."""
    given = [given_anchor(text, "--head") for text in heads]
    past = shell.past(archive=archive)
    anchors = [*given, *past.anchors]
    digest = shell.written_policy.digest
    return audit_verify(shell.store, shell.out, anchors, digest, shell.signatures(), past.root)


@audit.command(epilog='Example:  governor audit acknowledge 41 --reason "wanted" --by kim')
@click.argument("seq", type=int)
@click.option("--reason", default="", help="Why; it is recorded.")
@click.option("--by", default="", help="Who; under Actions the person who started the run.")
@shared
def acknowledge(shell: Shell, seq: int, reason: str, by: str) -> int:
    """Say that the return to older policies, recorded as entry SEQ, is wanted."""
    return audit_acknowledge(desk_of(shell, by), seq, reason)


@audit.command(epilog="Example:  governor audit head --out audit-head.json")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write; a workflow attests it.",
)
@shared
def head(shell: Shell, out: Path) -> int:
    """Write the newest entry's number and hash to FILE, to be kept outside the repository."""
    return audit_head(shell.store, shell.out, out)
