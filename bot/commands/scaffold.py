"""governor scaffold: a proposal is accepted, and asks into the fleet by one pull request."""

from dataclasses import replace

from bot.commands.accept import accept
from bot.commands.apply import apply
from bot.commands.human import Desk
from bot.commands.looking import Look, look
from bot.commands.notebook import Notebook
from bot.commands.plan import Site
from bot.effects.effect import Effect, PullKind
from bot.effects.planning.planning import plan
from bot.effects.planning.wish import title_of
from bot.words.stage import Stage
from bot.words.text import printable

LONGEST = 300


def scaffold(desk: Desk, site: Site, lacking: str, name: str, reason: str) -> int:
    """Accept where that is still to do, then open, or bring up to date, its pull request alone."""
    one = accept(replace(desk, output=Notebook(desk.output)), name, reason)
    start = f"{PullKind.SCAFFOLD}/{one.name}/"

    def is_its_own(effect: Effect) -> bool:
        return effect.mark.key.startswith(start)

    code = apply(site, lacking, wanted=is_its_own)
    return code or _told_why_not(site, one.name, lacking)


def _told_why_not(site: Site, name: str, lacking: str) -> int:
    """Give 1 where the request was left out, with the reason."""
    if lacking:
        return 0
    looked = look(site.forge, site.store.tree(), site.policy, Look(site.now, site.run_id))
    title = title_of(PullKind.SCAFFOLD, name, Stage.SHADOW)
    reasons = [one.why for one in plan(looked.material, looked.seen).withheld if one.what == title]
    for why in reasons:
        site.output.warn(printable(f"Not asked for: {name}: {why}.", LONGEST))
    return 1 if reasons else 0
