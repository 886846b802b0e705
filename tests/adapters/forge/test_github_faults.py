"""Whatever goes wrong on the way to GitHub has one stated outcome for each kind of call.

limit within the bound   waited out as asked, then done once
limit beyond the bound   RateLimited, nothing done
5xx, lost connection     sent again where that does nothing more, else CannotReach: the write
                         may have happened and is not repeated
401 403 404 409 422      an error of our tree; nothing done
"""

import time
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import MagicMock

import pytest

from bot.adapters.github.forge import GitHubForge
from bot.errors import (
    BadCredentials,
    CannotReach,
    Conflict,
    Forbidden,
    GovernorError,
    Invalid,
    NotFound,
    RateLimited,
)
from tests.adapters.forge.calls import CALLS, SOME, CallCase
from tests.adapters.forge.conftest import Dial
from tests.adapters.forge.world import World
from tests.face.face import Face
from tests.face.plan import AFTER, GRAPHQL, Fault, Seen

SLOW_DOWN = "You have exceeded a secondary rate limit. Please wait a few minutes."


@dataclass(frozen=True, slots=True)
class Try:
    """One fault laid before one call, and all that came of it."""

    value: Any
    error: GovernorError | None
    slept: list[float]
    seen: list[Seen]

    @property
    def done(self) -> int:
        return sum(one.writes for one in self.seen)


@dataclass(frozen=True, slots=True)
class Bench:
    case: CallCase
    local: World
    face: Face
    dial: Dial

    def tried(self, **fault: Any) -> Try:  # noqa: ANN401 - the fields of a Fault
        target = self.case.prepare(self.local)
        forge, slept = self.dial(self.case.login)
        start = len(self.face.seen)
        self.face.plan.lay(Fault(self.case.kind, **{"nth": self.case.nth, **fault}))
        value, error = None, None
        try:
            value = self.case.act(forge, target)
        except GovernorError as refused:
            error = refused
        self.face.plan.clear()
        seen = [one for one in self.face.seen[start:] if one.kind == self.case.kind]
        return Try(value, error, slept, seen)


SHORT = [pytest.param(CALLS[name], id=name) for name in SOME]
LONG = [
    pytest.param(case, id=name, marks=pytest.mark.long)
    for name, case in CALLS.items()
    if name not in SOME
]


def test_every_call_of_the_adapter_is_tried() -> None:
    tried = MagicMock()
    for case in CALLS.values():
        case.act(tried, MagicMock())
    made = {call[0].partition(".")[0] for call in tried.mock_calls}
    offered = {name for name in dir(GitHubForge) if not name.startswith("_")}
    assert offered - made == {"close"}


@pytest.fixture(params=[*SHORT, *LONG])
def bench(request: pytest.FixtureRequest, local: World, face: Face, dial: Dial) -> Bench:
    return Bench(request.param, local, face, dial)


def reset_in(seconds: int) -> dict[str, str]:
    return {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(time.time()) + seconds),
    }


def test_a_limit_is_waited_out_and_the_call_is_made_once(bench: Bench) -> None:
    once = bench.tried(status=500, nth=99).done
    for status in (403, 429):
        asked = bench.tried(status=status, message="Busy", headers={"Retry-After": "7"})
        assert (asked.error, asked.slept[:1], asked.done) == (None, [7.0], once)
        silent = bench.tried(status=status, message=SLOW_DOWN)
        assert (silent.error, silent.slept[:1], silent.done) == (None, [60.0], once)
        primary = bench.tried(status=status, message="API rate limit", headers=reset_in(30))
        assert primary.error is None
        assert 29 <= primary.slept[0] <= 32
        assert primary.done == once


def test_a_limit_beyond_the_bound_ends_it_before_anything_is_done(bench: Bench) -> None:
    for status in (403, 429):
        late = bench.tried(status=status, message=SLOW_DOWN, headers={"Retry-After": "900"})
        assert isinstance(late.error, RateLimited)
        assert (late.error.retry_after, late.slept) == (900, [])
        endless = bench.tried(status=status, message=SLOW_DOWN, times=99)
        assert isinstance(endless.error, RateLimited)
        assert sum(endless.slept) <= 150
        for tried in (late, endless):
            assert "retry after that" in str(tried.error)
            assert not [one for one in tried.seen[bench.case.nth - 1 :] if one.writes]


@pytest.mark.parametrize("cut", [False, True], ids=["502", "cut"])
def test_what_may_have_happened_is_not_done_twice(bench: Bench, *, cut: bool) -> None:
    once = bench.tried(status=500, nth=99).done
    for when in ("before", AFTER):
        lost = bench.tried(status=502, when=when, cut=cut)
        if bench.case.repeats:
            assert lost.error is None
            assert len(lost.slept) >= 1
        else:
            assert isinstance(lost.error, CannotReach)
            assert "may have done it or not. Run it again" in str(lost.error)
            assert lost.done == (once if when == AFTER else 0)


def test_a_fault_that_stays_is_named_after_a_few_tries(bench: Bench) -> None:
    down = bench.tried(status=503, times=99)
    assert isinstance(down.error, CannotReach)
    assert "answered 503" in str(down.error)
    assert len(down.seen) == bench.case.nth - 1 + (4 if bench.case.repeats else 1)


@pytest.mark.parametrize(
    ("status", "message", "kind", "told"),
    [
        (401, "Bad credentials", BadCredentials, "GITHUB_TOKEN"),
        (403, "Resource not accessible by integration", Forbidden, "; it needs `"),
        (404, "Not Found", NotFound, "what the token may not see"),
        (409, "Git Repository is empty.", Conflict, ""),
        (422, "Validation Failed", Invalid, ""),
    ],
)
def test_a_refusal_is_an_error_that_says_what_to_do(
    bench: Bench, status: int, message: str, kind: type[GovernorError], told: str
) -> None:
    refused = bench.tried(status=status, message=message)
    fine = dict(bench.case.fine)
    if status in fine:
        assert (refused.error, refused.value) == (None, fine[status])
        return
    if bench.case is CALLS["commit"] and status == 422:
        kind, told = NotFound, "there is no branch or commit"
    assert isinstance(refused.error, kind)
    assert told in str(refused.error)
    assert not [one for one in refused.seen[bench.case.nth - 1 :] if one.writes]


PERMISSIONS = {
    "open_pull": "pull-requests: write",
    "merge_pull": "contents: write",
    "create_comment": "issues: write",
    "create_check_run": "checks: write",
    "set_status": "statuses: write",
    "create_branch": "contents: write",
    "make_label": "issues: write",
    "check_runs": "checks: read",
    "statuses": "statuses: read",
    "pulls": "pull-requests: read",
    "read_file": "contents: read",
}


@pytest.mark.parametrize(("call", "permission"), PERMISSIONS.items())
def test_the_missing_permission_is_named_as_a_workflow_writes_it(
    local: World, face: Face, dial: Dial, call: str, permission: str
) -> None:
    refused = Bench(CALLS[call], local, face, dial).tried(
        status=403, message="Resource not accessible by integration"
    )
    assert isinstance(refused.error, Forbidden)
    assert refused.error.needed == permission
    assert f"it needs `{permission}`; add it under `permissions:`" in str(refused.error)


def test_githubs_own_word_on_the_permission_comes_first(
    local: World, face: Face, dial: Dial
) -> None:
    told = {"X-Accepted-GitHub-Permissions": "pull_requests=write; issues=write"}
    refused = Bench(CALLS["create_comment"], local, face, dial).tried(
        status=403, message="Resource not accessible by integration", headers=told
    )
    assert isinstance(refused.error, Forbidden)
    assert refused.error.needed == "pull-requests: write"


def test_the_setting_that_lets_actions_open_pull_requests_is_named(
    local: World, face: Face, dial: Dial
) -> None:
    message = "GitHub Actions is not permitted to create or approve pull requests."
    refused = Bench(CALLS["open_pull"], local, face, dial).tried(status=403, message=message)
    assert "Settings > Actions > General" in str(refused.error)


@pytest.mark.parametrize(
    ("kind", "error", "told"),
    [
        ("FORBIDDEN", Forbidden, "issues: read"),
        ("NOT_FOUND", NotFound, "may not see"),
        ("UNPROCESSABLE", Invalid, "no"),
        ("INSUFFICIENT_SCOPES", Forbidden, "issues: read"),
        ("SOMETHING_NEW", CannotReach, "it failed (no)"),
    ],
)
def test_graphql_refuses_inside_a_200(
    local: World, face: Face, dial: Dial, kind: str, error: type[GovernorError], told: str
) -> None:
    refused = Bench(CALLS["issue"], local, face, dial).tried(
        status=200, message="", errors=({"type": kind, "message": "no"},)
    )
    assert isinstance(refused.error, error)
    assert told in str(refused.error)


def test_a_limit_inside_graphql_is_waited_out(local: World, face: Face, dial: Dial) -> None:
    limited = Bench(CALLS["issue"], local, face, dial).tried(
        status=200,
        message="",
        errors=({"type": "RATE_LIMITED", "message": "API rate limit exceeded"},),
        headers=reset_in(20),
    )
    assert limited.error is None
    assert 19 <= limited.slept[0] <= 22


def test_an_answer_of_somebody_else_is_told_as_that(local: World, face: Face, dial: Dial) -> None:
    strange = Bench(CALLS["comment"], local, face, dial).tried(status=200, message="hello")
    assert isinstance(strange.error, CannotReach)
    assert "lacks what was asked for (KeyError: 'id')" in str(strange.error)
    assert "proxy" in str(strange.error)


def test_a_server_that_hangs_is_given_up(face: Face, dial: Dial) -> None:
    forge, _ = dial()
    forge._wire._requester._Requester__timeout = 1  # type: ignore[attr-defined]
    face.plan.lay(Fault(GRAPHQL, hang=True))
    assert forge.identity().login == "governor[bot]"
    assert len(face.seen) == 2


def test_all_waits_of_one_process_count_together(local: World, face: Face, dial: Dial) -> None:
    forge, slept = dial()
    limit = Fault(GRAPHQL, 403, SLOW_DOWN, {"Retry-After": "70"})
    face.plan.lay(limit, replace(limit, nth=3), replace(limit, nth=5))
    number = local.bot.open_issue("Issue").number
    forge.issue(number)
    forge.issue(number)
    with pytest.raises(RateLimited):
        forge.issue(number)
    assert slept == [70.0, 70.0]
