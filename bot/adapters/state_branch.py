"""The state branch as the remote has it: where it is, and moving it by compare-and-swap."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from bot.adapters.git import Answer
from bot.adapters.private_clone import PrivateClone
from bot.adapters.replay import Troubled
from bot.adapters.trouble import trouble_of
from bot.errors import CannotRunGit

MISSING = "couldn't find remote ref"
HEADS = "refs/heads/"


class Word:
    """What the remote said last of a branch, which holds for so many seconds."""

    def __init__(self, seconds: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._until = -inf

    @property
    def holds(self) -> bool:
        return self._clock() < self._until

    def given(self) -> None:
        self._until = self._clock() + self._seconds


class StateBranch:
    def __init__(self, clone: PrivateClone, name: str, fallback: str, word: Word) -> None:
        """Without a name it is the remote's default branch, or the fallback if it has none."""
        self._clone, self._fallback, self._word = clone, fallback, word
        self._ref = f"{HEADS}{name}" if name else ""

    @property
    def name(self) -> str:
        return self._ref.removeprefix(HEADS) or "the default branch"

    def newest(self) -> str:
        with self.troubles():
            ref = self._find()
            if self._is_unmoved(ref):
                return self._clone.newest
            answer = self._clone.fetch(ref)
            if answer.code and MISSING in answer.err:
                return ""
            self._check(answer)
            self._clone.newest = self._clone.tip()
            self._word.given()
            return self._clone.newest

    def move(self, base: str, commit: str) -> None:
        with self.troubles(racing=True):
            ref = self._find()
            self._clone.newest = ""
            self._check(self._clone.push(commit, ref, base))
            self._clone.newest = commit
            self._word.given()

    def _is_unmoved(self, ref: str) -> bool:
        if not self._clone.newest:
            return False
        if self._word.holds:
            return True
        answer = self._clone.ask(ref)
        self._check(answer)
        is_unmoved = f"{self._clone.newest}\t{ref}" in answer.text.splitlines()
        if is_unmoved:
            self._word.given()
        return is_unmoved

    @contextmanager
    def troubles(self, *, racing: bool = False) -> Iterator[None]:
        """Name what git complains about; what nobody can name may be a damaged clone: renew it."""
        try:
            yield
        except CannotRunGit as failed:
            trouble = trouble_of(failed.reason, racing=racing)
            if not trouble.known:
                self._clone.discard()
                self._clone.heal()
            raise Troubled(trouble) from None

    def _find(self) -> str:
        if not self._ref:
            answer = self._clone.default_ref()
            self._check(answer)
            found = re.match(r"ref: (\S+)\tHEAD", answer.text)
            self._ref = found[1] if found else self._fallback
        return self._ref

    @staticmethod
    def _check(answer: Answer) -> None:
        if answer.code:
            raise CannotRunGit((), f"{answer.text}\n{answer.err}", answer.code)
