"""governor site: write the dashboard, and say what could not be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.site_material import gather
from bot.effects.site.files import Parts, files
from bot.effects.site.material import Home
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.pages import Pages
from bot.ports.store import Store
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.head import Anchor
from bot.words.count import plural


@dataclass(frozen=True, slots=True)
class Studio:
    """What the dashboard is made of, and where it goes."""

    store: Store
    out: Output
    policy: Policy
    anchors: Sequence[Anchor]
    check: SignatureCheck | None
    home: Home
    parts: Parts
    pages: Pages


def site(studio: Studio) -> int:
    tree = studio.store.tree()
    found = gather(tree, studio.policy, studio.anchors, studio.check, studio.home)
    for why in found.trouble.values():
        studio.out.warn(why)
    made = files(found, studio.parts)
    changed = studio.pages.publish(made)
    agents = plural(len(found.report.agents), "agent")
    news = f"{plural(changed, 'file')} changed" if changed else "nothing changed"
    studio.out.say(f"The dashboard of {agents} is in {studio.pages.place}: {news}.")
    studio.out.publish("changed", "true" if changed else "false")
    studio.out.result(
        {
            "v": 1,
            "place": studio.pages.place,
            "files": len(made),
            "bytes": sum(map(len, made.values())),
            "changed": changed,
            "trouble": dict(found.trouble),
        }
    )
    return 0
