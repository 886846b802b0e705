"""The rollback pull request, for a reader who has ten seconds."""

from collections.abc import Iterator

from bot.effects import numbers
from bot.effects.blocks import table
from bot.effects.escape import code, heading, markdown, plain
from bot.effects.marker import Mark, keys, mark, marked
from bot.effects.reversal import Reversal
from bot.effects.rollback import Rollback
from bot.state.fleet import BreachEntry
from bot.words.count import plural

SHOWN = 10
SHORT = 12
LONGEST = 120
UNDOES = "undoes/"
METHODS = {"merge": "a merge commit", "squash": "a squash", "rebase": "a rebase"}


def title(rollback: Rollback) -> str:
    if rollback.rise:
        what = "its addition" if rollback.rise.scaffolded else "its promotion"
        return f"[ROLLBACK] {plain(rollback.rise.agent, LONGEST)}: undo {what} (#{rollback.pull})"
    about = f": {heading(rollback.asked.title, LONGEST)}" if rollback.asked else ""
    return f"[ROLLBACK] Undo #{rollback.pull}{about}"


def body(rollback: Rollback, reversal: Reversal) -> str:
    """Give the body with its mark, above it one that names whom it lowers."""
    text = "\n\n".join(_parts(rollback, reversal))
    if rollback.rise:
        agent = rollback.rise.agent
        text = marked(text, mark(f"{UNDOES}{agent}", agent))
    return marked(text, mark_of(rollback, reversal))


def undone_by(body: str) -> frozenset[str]:
    """Name whose rise the request with this body undoes."""
    found = (key for key in keys(body) if key.startswith(UNDOES))
    return frozenset(key.removeprefix(UNDOES) for key in found)


def mark_of(rollback: Rollback, reversal: Reversal) -> Mark:
    return mark(rollback.key, [title(rollback), *_parts(rollback, reversal)])


def note(rollback: Rollback, reversal: Reversal) -> str:
    """Say under the merged request what a person has to do, as the bot could not."""
    shown = "\n".join(reversal.commands)
    text = (
        f"**#{rollback.pull} has to be undone by hand:** {markdown(reversal.why)}.\n\n"
        f"```sh\n{shown}\n```\n\nThen open a pull request from {code(rollback.branch)}."
    )
    return marked(text, mark(rollback.key, text))


def _parts(rollback: Rollback, reversal: Reversal) -> Iterator[str]:
    yield f"**Merging this undoes #{rollback.pull}**{_of_whom(rollback)}."
    yield table(("", ""), _rows(rollback, reversal))
    yield from _warnings(reversal)
    if rollback.breach:
        yield "Close it to leave the files as they are: what was killed stays killed all the same."


def _of_whom(rollback: Rollback) -> str:
    if not rollback.rise:
        return ""
    done = "added" if rollback.rise.scaffolded else "promoted"
    return f", which {done} {code(rollback.rise.agent)} on {rollback.rise.merged_at:%Y-%m-%d}"


def _rows(rollback: Rollback, reversal: Reversal) -> Iterator[tuple[str, str]]:
    breach = rollback.breach
    if breach:
        yield "What fell", _fell(breach)
        yield "Done at once", _done(breach)
    if rollback.asked:
        asked = rollback.asked
        yield "Asked for", f"by {markdown(asked.by)}: {markdown(asked.reason)}"
    yield "Undoes", _undoes(rollback, reversal)
    yield "Changes", _listed(reversal.paths)
    if breach:
        yield "Afterwards", _afterwards(rollback)


def _fell(breach: BreachEntry) -> str:
    fall, limit = numbers.depth(breach.drawdown_bps), numbers.depth(breach.limit_bps)
    return f"The portfolio, by {fall} on {breach.at}; the limit is {limit}"


def _done(breach: BreachEntry) -> str:
    done = [f"Killed: {_listed(breach.killed)}"]
    if breach.quarantined:
        done.append(f"quarantined: {_listed(breach.quarantined)}")
    return f"{'; '.join(done)}; nobody rises until a release"


def _undoes(rollback: Rollback, reversal: Reversal) -> str:
    commits = _listed([one[:SHORT] for one in reversal.commits])
    merged = METHODS.get(reversal.merged_as, "one commit")
    return f"#{rollback.pull}, merged as {merged}: {commits}"


def _afterwards(rollback: Rollback) -> str:
    revive = f"governor revive {rollback.rise.agent}" if rollback.rise else ""
    again = f"; {code(revive)} lets it begin again in shadow" if revive else ""
    return f"See why it fell. {code('governor release all')} lets others rise again{again}"


def _warnings(reversal: Reversal) -> Iterator[str]:
    if reversal.settled:
        count = plural(len(reversal.settled), "file")
        yield (
            f"⚠️ **Look twice:** later edits lie on the same lines of {count}, "
            f"{_listed(reversal.settled)}. Those lines go back as well; other edits stay."
        )
    if reversal.lowered:
        yield f"Nobody rises by this: in {_listed(reversal.lowered)} the lower stage was kept."


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(code(name) for name in names[:SHOWN])
    left = len(names) - SHOWN
    return f"{shown} and {left} more" if left > 0 else shown or numbers.UNKNOWN
