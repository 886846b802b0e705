"""Proposals as people read them, in the fleet issue; all words of theirs are foreign text."""

from collections.abc import Iterator, Sequence

from bot.effects import numbers
from bot.effects.blocks import bullets, table
from bot.effects.escape import code, markdown
from bot.state.proposals import Idea, Proposal, Proposals, Signal

TITLE = "Proposed agents"
HEAD = ("Rank", "Agent", "Class", "Parent", "Active in", "Why it ranks there")
LEAD = (
    "Nothing follows from a proposal by itself. A person who wants one says "
    "`/governor accept NAME REASON` here or presses the button Scaffold; then it becomes a pull "
    "request, and joins in shadow when that is merged."
)


def section(document: Proposals) -> str:
    """Give it; empty where nothing is proposed."""
    standing = sorted(document.having("proposed"), key=lambda one: (one.rank or 0, one.name))
    if not standing:
        return ""
    rows = table(HEAD, (_row(one, one.idea) for one in standing if one.idea), right=(0,))
    told = "\n\n".join(_told(one, one.idea) for one in standing if one.idea)
    return f"{LEAD}\n\n{rows}\n\n{told}"


def author(one: Proposal) -> str:
    return f"by the model {code(one.by)}" if one.by else "from a template, by no model"


def _row(one: Proposal, idea: Idea) -> Sequence[str]:
    why = markdown("; ".join(one.reasons))
    words = (idea.name, idea.strategy_class, idea.parent, idea.regime)
    return (str(one.rank or ""), *map(code, words), why)


def _told(one: Proposal, idea: Idea) -> str:
    return f"**{code(idea.name)}**, {author(one)}: {markdown(idea.thesis, 600)}\n\n" + bullets(
        lines(idea)
    )


def lines(idea: Idea) -> Iterator[str]:
    """Tell its parts; the edge is the only number here that somebody merely claims."""
    controls = idea.risk_controls
    yield f"Symbols: {', '.join(map(code, idea.symbols))}"
    yield f"Signals: {', '.join(map(_signal, idea.signals))}"
    yield f"Data: {'; '.join(map(markdown, idea.data_sources))}"
    yield f"Offline: {markdown(idea.evaluation.offline, 600)}"
    yield f"In shadow: {markdown(idea.evaluation.shadow, 600)}"
    yield (
        f"Risk: flat below a confidence of {controls.min_confidence:g}, at most "
        f"{numbers.percent(controls.max_weight)} of the book; "
        f"{'; '.join(map(markdown, controls.rules))}"
    )
    if idea.expected_edge_bps is not None:
        edge = numbers.bps(idea.expected_edge_bps)
        yield f"Expected edge: {edge} a trade, as claimed; nothing of it is measured yet"


def _signal(one: Signal) -> str:
    return f"{one.kind} over {one.lookback_hours} h, weight {one.weight:g}"
