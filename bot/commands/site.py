"""governor site: write the dashboard, and say what could not be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.site_material import Law, gather
from bot.effects.site.files import Parts, files
from bot.effects.site.material import Home
from bot.ports.output import Output
from bot.ports.pages import Pages
from bot.ports.store import Store
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.head import Anchor
from bot.state.tree import Tree
from bot.words.canonical import digest, digest_bytes
from bot.words.count import plural

NEVER_SHOWN = ("state/events/", "state/inbox/", "state/ledger/", "state/book/", "state/schemas/")


@dataclass(frozen=True, slots=True)
class Studio:
    """What the dashboard is made of, and where it goes."""

    store: Store
    out: Output
    law: Law
    anchors: Sequence[Anchor]
    check: SignatureCheck | None
    home: Home
    parts: Parts
    pages: Pages


def site(studio: Studio) -> int:
    tree = studio.store.tree()
    source = source_of(tree, studio)
    if studio.pages.stands(source):
        place = studio.pages.place
        studio.out.say(f"The dashboard in {place} shows the state as it is: nothing changed.")
        return _done(studio, 0)
    found = gather(tree, studio.law, studio.anchors, studio.check, studio.home)
    for why in found.trouble.values():
        studio.out.warn(why)
    made = files(found, studio.parts)
    changed = studio.pages.publish(made, source)
    agents = plural(len(found.report.agents), "agent")
    news = f"{plural(changed, 'file')} changed" if changed else "nothing changed"
    studio.out.say(f"The dashboard of {agents} is in {studio.pages.place}: {news}.")
    return _done(studio, changed)


def update(studio: Studio) -> int:
    """Make the pages anew where the state moved since, and say how many files changed."""
    tree = studio.store.tree()
    source = source_of(tree, studio)
    if studio.pages.stands(source):
        return 0
    found = gather(tree, studio.law, studio.anchors, studio.check, studio.home)
    return studio.pages.publish(files(found, studio.parts), source)


def _done(studio: Studio, changed: int) -> int:
    studio.out.publish("changed", "true" if changed else "false")
    studio.out.result({"v": 1, "place": studio.pages.place, "changed": changed})
    return 0


def source_of(tree: Tree, studio: Studio) -> str:
    """Digest all that pages are made of: where it is the same, so are they."""
    paths = [path for path in tree.names("state/") if not path.startswith(NEVER_SHOWN)]
    tree.bring(paths)
    parts = {**studio.parts.assets, **{k: v.encode() for k, v in studio.parts.templates.items()}}
    return digest(
        {
            "state": {path: digest_bytes(tree.read(path) or b"") for path in paths},
            "parts": {name: digest_bytes(data) for name, data in parts.items()},
            "policy": studio.law.policy.digest if studio.law.policy else "",
            "mistakes": dict(studio.law.mistakes),
            "anchors": [[str(one.head), one.signature] for one in studio.anchors],
            "home": [studio.home.address, studio.home.branch, studio.home.state_branch],
            "program": studio.parts.program,
        }
    )
