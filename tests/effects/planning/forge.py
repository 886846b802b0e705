"""A forge that is nothing but what it shows: effects are applied to it as plain data."""

from dataclasses import dataclass, field, replace

from bot.effects.effect import (
    CloseIssue,
    ClosePull,
    DeleteComment,
    Effect,
    OpenPull,
    Push,
    UpdatePull,
    UpsertComment,
    UpsertIssue,
)
from bot.effects.planning.material import REGISTRY
from bot.effects.seen import Seen, SeenComment, SeenIssue, SeenPull

ME = "governor[bot]"
AGENTS = """\
# The registry.
v: 1
agents:
  - {name: tide-btc, strategy_class: momentum, stage: live, owner: kim, version: "1"}  # our oldest
  - name: anchor-sol
    strategy_class: mean_reversion
    stage: shadow  # since May
    owner: kim
    version: "1"
  - {name: ember-eth, strategy_class: breakout, stage: live, owner: lee, version: "1"}
"""


def pull(number: int, branch: str = "topic", **more: object) -> SeenPull:
    made = SeenPull(
        number=number,
        title="A change",
        body="",
        author="kim",
        branch=branch,
        head_sha=f"{number:040x}",
        base_branch="main",
        paths=("policies/risk.yml",),
    )
    return replace(made, **more)  # type: ignore[arg-type]


@dataclass
class Forge:
    seen: Seen = field(default_factory=lambda: Seen(ME, "main", "a" * 40, files={REGISTRY: AGENTS}))
    next_number: int = 10
    done: set[str] = field(default_factory=set)

    def has(self, *pulls: SeenPull) -> "Forge":
        self.seen = replace(self.seen, pulls=(*self.seen.pulls, *pulls))
        return self

    def number(self) -> int:
        self.next_number += 1
        return self.next_number

    def apply(self, *effects: Effect) -> "Forge":
        for effect in effects:
            self._apply(effect)
            self.done.add(effect.mark.key)
        return self

    def close(self, number: int, **more: object) -> None:
        """Do what a person does."""
        gone = self._pull(number)
        rest = tuple(one for one in self.seen.pulls if one.number != number)
        closed = replace(gone, is_open=False, **more)  # type: ignore[arg-type]
        self.seen = replace(self.seen, pulls=rest, past=(*self.seen.past, closed))

    def change(self, number: int, **more: object) -> None:
        new = replace(self._pull(number), **more)  # type: ignore[arg-type]
        pulls = tuple(new if one.number == number else one for one in self.seen.pulls)
        self.seen = replace(self.seen, pulls=pulls)

    def _pull(self, number: int) -> SeenPull:
        return next(one for one in self.seen.pulls if one.number == number)

    def _apply(self, effect: Effect) -> None:
        match effect:
            case UpsertComment():
                self._comment(effect)
            case UpsertIssue():
                self._issue(effect)
            case OpenPull():
                self._open(effect)
            case UpdatePull():
                self._update(effect)
            case _:
                self._end(effect)

    def _end(self, effect: Effect) -> None:
        match effect:
            case DeleteComment(pull=number, comment=gone):
                kept = tuple(one for one in self._pull(number).comments if one.id != gone)
                self.change(number, comments=kept)
            case CloseIssue(number=number):
                issues = (
                    replace(one, is_open=one.is_open and one.number != number)
                    for one in self.seen.issues
                )
                self.seen = replace(self.seen, issues=tuple(issues))
            case ClosePull(number=number, body=body):
                self.close(number, body=body)
            case _:
                raise AssertionError(effect.kind)

    def _comment(self, effect: UpsertComment) -> None:
        before = self._pull(effect.pull).comments
        new = SeenComment(effect.comment or self.number(), effect.body)
        rest = tuple(one for one in before if one.id != new.id)
        self.change(effect.pull, comments=(*rest, new))

    def _issue(self, effect: UpsertIssue) -> None:
        new = SeenIssue(
            effect.number or self.number(), effect.title, effect.body, ME, pinned=effect.pin
        )
        rest = tuple(one for one in self.seen.issues if one.number != new.number)
        self.seen = replace(self.seen, issues=(*rest, new))

    def _open(self, effect: OpenPull) -> None:
        new = pull(
            self.number(),
            effect.push.branch,
            title=effect.title,
            body=effect.body,
            author=ME,
            labels=effect.labels,
            paths=_paths(effect.push),
        )
        self.has(new)

    def _update(self, effect: UpdatePull) -> None:
        labels = (*self._pull(effect.number).labels, *effect.labels)
        self.change(effect.number, title=effect.title, body=effect.body, labels=labels)


def _paths(push: Push) -> tuple[str, ...]:
    return tuple(edit.path for edit in push.edits)
