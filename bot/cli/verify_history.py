import click

from bot.cli.common import shared
from bot.commands.audit_verify import audit_verify
from bot.commands.verify_history import Scope
from bot.commands.verify_history import verify_history as run
from bot.errors import BadUsage
from bot.wiring.replaying import chronicle_of
from bot.wiring.shell import Shell
from bot.words.instant import parse, render


@click.command(epilog="Example:  governor verify-history --last 500")
@click.option("--since", default="", metavar="TIME", help="Only commits from this time on.")
@click.option("--last", type=click.IntRange(min=1), help="Only the last so many commits.")
@click.option("--archive", is_flag=True, help="Also what `compact` squashed, where it was kept.")
@shared
def verify_history(shell: Shell, *, since: str, last: int | None, archive: bool) -> int:
    """Check the audit record, then decide every recorded judgement again by the same policies.

    Names the first decision that comes out otherwise, and each file that was rewritten.
    """
    if shell.options.local:
        raise BadUsage(
            "Cannot verify history with --local: a folder keeps none; leave --local out."
        )
    scope = Scope(_since(since), last, archive)
    past, digest = shell.past(archive=archive), shell.written_policy.digest
    sound = audit_verify(
        shell.store, shell.out, past.anchors, digest, shell.signatures(), past.root
    )
    return max(sound, run(chronicle_of(shell), shell.out, scope))


def _since(text: str) -> str:
    if not text:
        return ""
    try:
        return render(parse(text))
    except ValueError as error:
        raise BadUsage(
            f"Cannot use --since {text!r}: {error}; write it like 2026-11-21T09:30:00Z."
        ) from None
