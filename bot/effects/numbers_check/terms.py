"""The words that say what a number measures, and which way it went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

GAIN = ("pnl", "pnl_30d", "pnl_week", "pnl_mean", "alpha", "made", "made_week", "attributed")
ENDED = ("killed", "demoted", "retired", "quarantined", "paused")
COUNTS = (
    *("agents", "live", "canary", "shadow", "stopped", "asking", *ENDED),
    *("rose_this_week", "fell_this_week", *(f"{one}_this_week" for one in ENDED)),
)


def _staged(stage: str) -> tuple[str, tuple[str, ...]]:
    """Read "agents are live", "agents in shadow" and "live agents" as that count alone."""
    linked = rf"agents? (?:(?:are|is|in|were|was|still|now) )*{stage}"
    return rf"{linked}|{stage} agents?", (stage, f"{stage}_this_week")


# The first that fits wins, so the longer phrases stand before those they contain.
PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"hit[- ]rates?|win[- ]rates?|days won|hit", ("hit_rate",)),
    (r"error[- ]rates?|errors?", ("error_rate",)),
    (r"drawdown limits?|breach limit|limits?", ("limit",)),
    (r"max(?:imum|imal|\.)? drawdowns?|deepest (?:drawdown|fall)", ("max_drawdown",)),
    (r"drawdowns?", ("drawdown", "max_drawdown", "breach")),
    (r"cvar|tail loss(?:es)?|expected shortfall", ("cvar", "cvar_usd")),
    (r"sharpe(?: ratio)?", ("sharpe",)),
    (r"retirement (?:score|points)", ("retirement_score",)),
    (r"(?:behaviou?ral )?scores?", ("score",)),
    (r"risk budgets?", ("risk_budget",)),
    (r"weights?|allocations?|allocated", ("weight", "gross", "cash")),
    (r"gross(?: exposure)?|invested", ("gross",)),
    (r"cash", ("cash",)),
    (r"regime cap|caps?|capped", ("cap",)),
    (r"confidence(?: multiplier)?", ("confidence",)),
    (r"e-values?|evidence|E(?= )", ("e_value",)),
    (r"latency", ("latency",)),
    (r"costs?|spent|spending|cost", ("cost",)),
    (r"trades?", ("trades",)),
    (r"runs", ("runs",)),
    (r"signals?", ("signals",)),
    *map(_staged, ("live", "canary", "shadow", "stopped", *ENDED)),
    (r"agents?", COUNTS),
    (r"alpha", ("alpha",)),
    (r"pnl|p&l|profits?|loss(?:es)?|gains?|returns?|performance|contributions?", GAIN),
    (r"earned|made|lost|returned|gained|contributed|added|detracted|shed", GAIN),
)
PHRASE = re.compile(
    "|".join(f"(?P<p{at}>\\b(?:{words})\\b)" for at, (words, _) in enumerate(PHRASES)),
    re.IGNORECASE,
)
DOWN = (
    r"lost|loses?|losing|loss(?:es)?|down|sheds?|gave (?:up|back)|minus|negative|detracted"
    r"|dropped|fell|declined?|slipped|slid"
)
UP = (
    r"gain(?:s|ed)?|earn(?:s|ed)?|made|makes|add(?:s|ed)|contributed|up|plus|positive|returned"
    r"|rose|profit|won"
)
# "fell to 3" says where it is, not how far it went.
WAY = re.compile(rf"\b(?:(?P<down>{DOWN})|(?P<up>{UP}))\b(?!\s+(?:to|from)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    start: int
    end: int
    measures: frozenset[str]


def phrases(text: str) -> Iterator[Phrase]:
    for found in PHRASE.finditer(text):
        at = int((found.lastgroup or "p0")[1:])
        yield Phrase(found.start(), found.end(), frozenset(PHRASES[at][1]))


def way(text: str) -> int:
    """Tell whether the last word of direction says up (1) or down (-1); 0 where there is none."""
    found = list(WAY.finditer(text))
    if not found:
        return 0
    return -1 if found[-1]["down"] else 1
