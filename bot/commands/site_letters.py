"""The memo and the newest mails to partners, as the state keeps them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.effects.site.letters import Mailed, Note, Post
from bot.errors import CorruptState
from bot.state.documents import load
from bot.state.intents import Intent
from bot.state.report.lp import LP_FIGURES
from bot.state.report.memo import MEMO
from bot.state.tree import Tree

MEMO_PAGE = "state/reports/ic_weekly.md"
NAMES = ("lp_daily", "lp_weekly")
MAIL = "mail"


def note(tree: Tree) -> Note | None:
    """Give the memo, or nothing where none was written."""
    memo, page = load(tree, MEMO), tree.read(MEMO_PAGE)
    if page is None and tree.read(MEMO.pattern) is None:
        return None
    if page is None:
        raise CorruptState(MEMO_PAGE, f"it is missing, and {MEMO.pattern} is there")
    return Note(memo, _text(MEMO_PAGE, page))


def mailed(tree: Tree, name: str, intents: Iterable[Intent]) -> Mailed | None:
    """Give a mail to partners, and to how many it went."""
    figures, page = f"state/reports/{name}.json", f"state/reports/{name}.txt"
    data = tree.read(page)
    if data is None and tree.read(figures) is None:
        return None
    if data is None:
        raise CorruptState(page, f"it is missing, and {figures} is there")
    found = load(tree, LP_FIGURES, figures)
    return Mailed(name, found, _text(page, data), _post(f"{MAIL}/{name}/{found.slot}/", intents))


def _post(prefix: str, intents: Iterable[Intent]) -> Post:
    newest: Mapping[str, str] = {
        one.key: one.phase for one in intents if one.kind == MAIL and one.key.startswith(prefix)
    }
    phases = Counter(newest.values())
    return Post(sent=phases["done"], failed=phases["failed"], unsure=phases["intended"])


def _text(path: str, data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise CorruptState(path, f"it is not text ({error.reason})") from None
    if not text.endswith("\n"):
        raise CorruptState(path, "its end is missing")
    return text
