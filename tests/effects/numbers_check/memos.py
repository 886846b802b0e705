"""Memos made up around made-up reports: every number is right, until one is planted wrong."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.effects.memo.facts import facts_of
from bot.effects.memo.week import Week
from bot.effects.numbers_check.facts import Fact, Facts, Kind, Unit
from bot.state.report.agent import AgentRow
from bot.state.report.fleet import Allocation, CapitalRow, StrategyRow, TailRow
from bot.state.report.report import Report
from tests.effects import reports

NAMES = ("tide-btc", "anchor-sol", "ember-eth", "clover-sol", "drift-2", "news-llm", "quant_7")
CLASSES = ("momentum", "mean_reversion", "breakout")


@dataclass(frozen=True)
class Number:
    """A fact as it was written; `text` is all of it, sign and unit too."""

    fact: Fact
    text: str


@dataclass(frozen=True)
class Sentence:
    text: str
    numbers: tuple[Number, ...]


class Author:
    """Writes as a model might: many forms, numbers rounded to what it likes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.report = _report(self.chance)
        week = Week("2026-11-14", "2026-11-21", 7, round(self.chance.uniform(-90, 90), 1))
        self.facts = facts_of(self.report, week)

    def memo(self, length: int = 12) -> list[Sentence]:
        forms = [self._earned, self._stands, self._pair, self._listed, self._fleet, self._invested]
        forms += [self._class, self._count, self._holds, self._runs, self._its, self._came]
        forms += [self._tail, self._symbol, self._contrast]
        return [self.chance.choice(forms)() for _ in range(length)]

    def fact(self, subject: str, measure: str, unit: Unit) -> Fact:
        return next(
            one
            for one in self.facts.facts
            if (one.subject.name, one.measure, one.unit) == (subject, measure, unit)
        )

    def said(self, fact: Fact, *, sign: bool = True) -> Number:
        digits = self.chance.choice((0, 1, 1)) if fact.unit is not Unit.PLAIN else None
        return Number(fact, written(fact, digits, sign=sign))

    def _agents(self, count: int) -> Sequence[str]:
        return self.chance.sample(list(self.report.agents), count)

    def _earned(self) -> Sentence:
        (one,) = self._agents(1)
        fact = self.fact(one, self.chance.choice(("pnl", "alpha")), Unit.BPS)
        number = self.said(fact, sign=False)
        verb = self.chance.choice(("gained", "earned") if fact.value >= 0 else ("lost", "gave up"))
        return Sentence(f"{one} {verb} {number.text}.", (number,))

    def _stands(self) -> Sentence:
        (one,) = self._agents(1)
        pnl, hit = self.fact(one, "pnl", Unit.BPS), self.fact(one, "hit_rate", Unit.PERCENT)
        first, second = self.said(pnl), self.said(hit)
        text = f"{one} stands at {first.text} of PnL with a hit rate of {second.text}."
        return Sentence(text, (first, second))

    def _pair(self) -> Sentence:
        a, b = self._agents(2)
        first, second = (self.said(self.fact(one, "alpha", Unit.BPS)) for one in (a, b))
        text = f"{a} ({first.text}) is listed before {b} ({second.text})."
        return Sentence(text, (first, second))

    def _listed(self) -> Sentence:
        a, b = self._agents(2)
        first, second = (self.said(self.fact(one, "pnl", Unit.BPS)) for one in (a, b))
        text = f"{a} and {b} show {first.text} and {second.text} respectively."
        return Sentence(text, (first, second))

    def _fleet(self) -> Sentence:
        week = self.said(self.fact("fleet", "pnl_week", Unit.BPS))
        depth, limit = (
            self.said(self.fact("fleet", name, Unit.BPS)) for name in ("drawdown", "limit")
        )
        text = (
            f"The portfolio's result for the week is {week.text}; its drawdown is {depth.text} "
            f"against a limit of {limit.text}."
        )
        return Sentence(text, (week, depth, limit))

    def _invested(self) -> Sentence:
        gross, cash, cap = (
            self.said(self.fact("fleet", name, Unit.PERCENT)) for name in ("gross", "cash", "cap")
        )
        text = f"Gross is {gross.text}, cash {cash.text}, and the regime cap {cap.text}."
        return Sentence(text, (gross, cash, cap))

    def _class(self) -> Sentence:
        name = self.chance.choice(CLASSES)
        pnl = self.said(self.fact(name, "pnl", Unit.BPS))
        hit = self.said(self.fact(name, "hit_rate", Unit.PERCENT))
        said = name.replace("_", self.chance.choice((" ", "_")))
        text = f"The {said} class made {pnl.text} over 30 days of trading, hitting {hit.text}."
        return Sentence(text, (pnl, hit))

    def _count(self) -> Sentence:
        live, shadow = (
            self.said(self.fact("fleet", name, Unit.PLAIN)) for name in ("live", "shadow")
        )
        text = f"In the fleet {live.text} agents are live and {shadow.text} agents are in shadow."
        return Sentence(text, (live, shadow))

    def _holds(self) -> Sentence:
        (one,) = self._agents(1)
        weight = self.said(self.fact(one, "weight", Unit.PERCENT))
        budget, cost = (
            Number(fact, written(fact, 2))
            for fact in (self.fact(one, name, Unit.USD) for name in ("risk_budget", "cost"))
        )
        text = (
            f"{one} holds a weight of {weight.text}, a risk budget of {budget.text} and has cost "
            f"{cost.text}."
        )
        return Sentence(text, (weight, budget, cost))

    def _runs(self) -> Sentence:
        (one,) = self._agents(1)
        runs = self.said(self.fact(one, "runs", Unit.PLAIN))
        latency = self.said(self.fact(one, "latency", Unit.MS))
        text = f"`{one}` finished {runs.text} runs with a latency of {latency.text}."
        return Sentence(text, (runs, latency))

    def _its(self) -> Sentence:
        (one,) = self._agents(1)
        score = self.said(self.fact(one, "score", Unit.PLAIN))
        text = f"The committee looked at {one}. Its score is {score.text}."
        return Sentence(text, (score,))

    def _came(self) -> Sentence:
        (one,) = self._agents(1)
        alpha = self.said(self.fact(one, "alpha", Unit.BPS))
        return Sentence(f"An alpha of {alpha.text} came from {one}.", (alpha,))

    def _tail(self) -> Sentence:
        name = self.chance.choice(CLASSES)
        tail = self.said(self.fact(name, "cvar", Unit.BPS))
        return Sentence(f"CVaR95 of the {name} class stands at {tail.text}.", (tail,))

    def _symbol(self) -> Sentence:
        part = self.said(self.fact("BTC", "attributed", Unit.BPS))
        return Sentence(f"On BTC the portfolio shows {part.text}.", (part,))

    def _contrast(self) -> Sentence:
        a, b = self._agents(2)
        first = self.said(self.fact(a, "max_drawdown", Unit.BPS))
        second = self.said(self.fact(b, "score", Unit.PLAIN))
        text = (
            f"While {a} saw a maximum drawdown of {first.text}, {b} kept a score of {second.text}."
        )
        return Sentence(text, (first, second))


def written(fact: Fact, digits: int | None, *, sign: bool = True) -> str:
    whole = fact.value == int(fact.value) and fact.unit is Unit.PLAIN
    shown = f"{abs(fact.value):,.{(0 if whole else 2) if digits is None else digits}f}"
    mark = ("+" if fact.value >= 0 else "\N{MINUS SIGN}") if fact.directed and sign else ""
    match fact.unit:
        case Unit.USD:
            return f"{mark}${shown}"
        case Unit.PLAIN:
            return f"{mark}{shown}"
        case Unit.PERCENT:
            return f"{mark}{shown} %"
        case unit:
            return f"{mark}{shown} {unit.value}"


Plant = Callable[[Author, Sentence, Number], str | None]


def wrong_sign(_: Author, sentence: Sentence, number: Number) -> str | None:
    if not number.fact.directed or _rounds_to_zero(number):
        return None
    flipped = number.text.translate(str.maketrans("+\N{MINUS SIGN}", "\N{MINUS SIGN}+"))
    if flipped != number.text:
        return sentence.text.replace(number.text, flipped, 1)
    swapped = re.sub(
        r"gained|earned|lost|gave up",
        lambda verb: "lost" if verb[0] in ("gained", "earned") else "gained",
        sentence.text,
    )
    return swapped if swapped != sentence.text else None


def wrong_unit(_: Author, sentence: Sentence, number: Number) -> str | None:
    swapped = {" bps": " %", " %": " bps"}
    for unit, other in swapped.items():
        if number.text.endswith(unit):
            return sentence.text.replace(number.text, number.text.removesuffix(unit) + other, 1)
    return None


def other_agent(author: Author, sentence: Sentence, number: Number) -> str | None:
    who = number.fact.subject
    if who.kind is not Kind.AGENT:
        return None
    others = [
        name
        for name in author.report.agents
        if name not in sentence.text and not _same(author.facts, name, number)
    ]
    if not others:
        return None
    return sentence.text.replace(who.name, author.chance.choice(others))


def off_by_ten(author: Author, sentence: Sentence, number: Number) -> str | None:
    if _rounds_to_zero(number):
        return None
    factor = author.chance.choice((10, 0.1))
    digits = re.search(r"[\d,]+(?:\.\d+)?", number.text)
    assert digits
    value = float(digits[0].replace(",", "")) * factor
    decimals = len(digits[0].partition(".")[2])
    shown = f"{value:,.{decimals}f}"
    planted = number.text.replace(digits[0], shown, 1)
    return sentence.text.replace(number.text, planted, 1)


PLANTS: dict[str, Plant] = {
    "wrong sign": wrong_sign,
    "wrong unit": wrong_unit,
    "other agent": other_agent,
    "off by ten": off_by_ten,
}


def _rounds_to_zero(number: Number) -> bool:
    return not re.search(r"[1-9]", number.text)


def _same(facts: Facts, name: str, number: Number) -> bool:
    """Tell whether the other's own number is written alike, so that nothing would be wrong."""
    return any(
        number.text == written(one, digits)
        for one in facts.facts
        for digits in (None, 0, 1, 2)
        if one.subject.name == name and one.measure == number.fact.measure
    )


def _report(chance: random.Random) -> Report:
    names = chance.sample(NAMES, 6)
    agents = {name: _agent(chance) for name in names}
    return reports.usual(
        fleet=reports.fleet(
            portfolio_pnl_bps=_bps(chance),
            portfolio_drawdown_bps=abs(_bps(chance)),
            gross=round(chance.uniform(0.02, 0.9), 4),
            cash=round(chance.uniform(0.1, 0.9), 4),
        ),
        agents=agents,
        allocation=Allocation(
            method="softmax",
            weights={name: round(chance.uniform(0.001, 0.3), 4) for name in names},
            confidence_state={},
            excluded={},
        ),
        capital={
            name: CapitalRow(
                weight=0.1,
                risk_budget_usd=round(chance.uniform(5, 4000), 2),
                portfolio_cvar_usd=-round(chance.uniform(5, 4000), 2),
            )
            for name in names
        },
        strategies={name: _class(chance) for name in CLASSES},
        strategy_cvar={name: TailRow(cvar95_bps=-abs(_bps(chance)), n=40) for name in CLASSES},
    )


def _class(chance: random.Random) -> StrategyRow:
    momentum = reports.usual().strategies["momentum"]
    more = {"pnl_sum_bps": _bps(chance), "alpha_30d_bps": _bps(chance)}
    return momentum.model_copy(update={**more, "hit_rate": round(chance.random(), 4)})


def _agent(chance: random.Random) -> AgentRow:
    return reports.agent(
        chance.choice(("shadow", "canary", "live")),
        pnl_sum_bps=_bps(chance),
        alpha_30d_bps=_bps(chance),
        hit_rate=round(chance.random(), 4),
        max_drawdown_bps=abs(_bps(chance)),
        score=float(chance.randint(20, 100)),
        cost_usd=round(chance.uniform(0.2, 30), 4),
        avg_latency_ms=round(chance.uniform(80, 3000), 1),
        runs=chance.randint(3, 400),
        signals=chance.randint(3, 400),
    )


def _bps(chance: random.Random) -> float:
    return round(chance.choice((-1, 1)) * 10 ** chance.uniform(0.5, 3.8), 1)
