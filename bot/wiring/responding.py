"""Where comments are answered."""

from dataclasses import replace

from bot.commands.acting.proof import lacking
from bot.commands.human import Desk
from bot.commands.respond import Counter
from bot.ports.forge import Forge
from bot.wiring.people import desk_of
from bot.wiring.shell import Shell

EVENTS = ("issue_comment",)


def counter(shell: Shell, forge: Forge, *, approved: bool) -> Counter:
    def desk(by: str, via: str) -> Desk:
        return replace(desk_of(shell, by), via=via)

    return Counter(forge, shell.out, desk, _lacking(shell, forge), approved)


def _lacking(shell: Shell, forge: Forge) -> str:
    if shell.options.local:
        return ""
    return lacking(shell.settings, forge.repository().default_branch, EVENTS)
