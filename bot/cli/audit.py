from collections.abc import Sequence

import click

from bot.cli.common import shared
from bot.commands.audit_verify import audit_verify, given_anchor
from bot.state.audit.head import Anchor
from bot.wiring.shell import Shell


@click.group()
def audit() -> None:
    """Check the record of decisions and human acts."""


@audit.command(epilog="Example:  governor audit verify --head 412:9f86d081884c7d65...")
@click.option("--head", "heads", multiple=True, metavar="SEQ:HASH", help="A head that you kept.")
@shared
def verify(shell: Shell, heads: Sequence[str]) -> int:
    """Say whether the audit record is as it was written, and which entry is not."""
    given = [given_anchor(text, "--head") for text in heads]
    known: Sequence[Anchor] = [*given, *shell.anchors()]
    return audit_verify(
        shell.store, shell.out, known, shell.policy.digest, shell.signature_check()
    )
