"""Names that must be unique, registered, or somebody's parent."""

from collections.abc import Iterable, Iterator, Mapping

from bot.policy.book import Book
from bot.policy.document import Path
from bot.policy.reason import did_you_mean
from bot.words.problem import Problem

AGENTS: Path = ("agents",)
TAKEN = {"governor": "Governor's own name", "all": "what stands for the whole fleet"}
TABLES: tuple[tuple[str, Path, str, str], ...] = (
    ("risk", ("agent_position_usd",), "name", "agent"),
    ("allocation", ("caps", "strategy_classes"), "strategy_class", "strategy class"),
)


def _unique(book: Book) -> Iterator[Problem]:
    for file, where in (
        ("agents", AGENTS),
        ("kill_list", ("agents",)),
        ("kill_list", ("strategy_classes",)),
        ("prices", ("venues",)),
    ):
        seen: dict[str, int] = {}
        for path, name in book.texts(file, where, "name"):
            line = book.documents[file].place(path).line
            if name.casefold() in seen:
                why = f"is there twice; the first is on line {seen[name.casefold()]}"
                yield book.problem(file, path, why)
            seen.setdefault(name.casefold(), line)


def _taken_name(book: Book) -> Iterator[Problem]:
    for path, name in book.texts("agents", AGENTS, "name"):
        if taken := TAKEN.get(name.casefold()):
            yield book.problem("agents", path, f"is {taken}; choose another")


def _parents(book: Book) -> Iterator[Problem]:
    names = _registered(book, "name")
    listed = list(book.texts("agents", AGENTS, "parent"))
    parents = {book.text("agents", *path[:-1], "name") or "": parent for path, parent in listed}
    for path, parent in listed:
        name = book.text("agents", *path[:-1], "name") or ""
        if parent not in names:
            yield _unknown(book, "agents", path, "agent", names)
        elif _is_own_ancestor(name, parents):
            yield book.problem("agents", path, f"makes {name} its own ancestor")


def _is_own_ancestor(name: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    here = parents.get(name)
    while here is not None and here != name and here not in seen:
        seen.add(here)
        here = parents.get(here)
    return here == name


def _kills(book: Book) -> Iterator[Problem]:
    for where, key, kind in (
        ("agents", "name", "agent"),
        ("strategy_classes", "strategy_class", "strategy class"),
    ):
        known = _registered(book, key)
        for path, name in book.texts("kill_list", (where,), "name"):
            if book.has("agents") and name not in known:
                yield _unknown(book, "kill_list", path, kind, known)


def _tables(book: Book) -> Iterator[Problem]:
    for file, where, key, kind in TABLES:
        known = _registered(book, key)
        for entry in book.entries(file, *where):
            if book.has("agents") and entry[-1] not in known:
                yield _unknown(book, file, entry, kind, known)


def _venue_costs(book: Book) -> Iterator[Problem]:
    known = {name for _, name in book.texts("prices", ("venues",), "name")}
    for entry in book.entries("governor", "costs", "venues"):
        if book.has("prices") and entry[-1] not in known:
            why = f"is not a venue of prices.yml{did_you_mean(entry[-1], known)}"
            yield book.problem("governor", entry, why, at_key=True)


def _registered(book: Book, key: str) -> set[str]:
    return {name for _, name in book.texts("agents", AGENTS, key)}


def _unknown(book: Book, file: str, path: Path, kind: str, known: Iterable[str]) -> Problem:
    why = f"is not a registered {kind}{did_you_mean(book.spelled(file, path), known)}"
    return book.problem(file, path, why, at_key=not book.text(file, *path))


CHECKS = (_unique, _taken_name, _parents, _kills, _tables, _venue_costs)
