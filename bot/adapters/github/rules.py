"""What a branch of GitHub requires, and a ruleset of our own that requires it."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.github.call import NOT_FOUND, Call
from bot.adapters.github.desk import Desk
from bot.ports.forge.checks import Required

CHECKS = "required_status_checks"
BY_PROTECTION = "branch_protection"
HISTORY = ("deletion", "non_fast_forward")
NAME = "Governor: {}"


class GitHubRules(Desk):
    def required_checks(self, branch: str) -> Sequence[Required]:
        """Join what protection and what the rulesets ask; anyone may read both."""
        act = f"ask what {branch} requires"
        call = Call(act, "GET", self._at("branches", branch), repeatable=True)
        answer = self._wire.ask(call, NOT_FOUND)
        if not answer.ok:
            return ()
        asked = {one for rule in self._rules(act, branch) for one in _asked_by(rule)}
        return sorted(asked | answer.read(_protecting), key=lambda one: one.name)

    def require_checks(self, branch: str, checks: Sequence[Required]) -> None:
        """Keep one ruleset of our own; whatever else protects the branch stays."""
        act, name, path = f"protect {branch}", NAME.format(branch), self._at("rulesets")
        own = self._own_ruleset(act, name)
        body = _ruleset(name, branch, checks)
        if own is None and checks:
            self._wire.ask(Call(act, "POST", path, body=body))
        elif own is not None and checks:
            self._wire.ask(Call(act, "PUT", f"{path}/{own}", body=body, repeatable=True))
        elif own is not None:
            self._wire.ask(Call(act, "DELETE", f"{path}/{own}", repeatable=True), NOT_FOUND)

    def keep_history(self, branch: str) -> None:
        act, name = f"keep the history of {branch}", NAME.format(branch)
        if self._own_ruleset(act, name) is None:
            body = _ruleset(name, branch, ())
            self._wire.ask(Call(act, "POST", self._at("rulesets"), body=body))

    def rules_of(self, branch: str) -> Sequence[str]:
        act = f"ask what rules {branch} has"
        kinds = {str(rule["type"]) for rule in self._rules(act, branch)}
        call = Call(act, "GET", self._at("branches", branch), repeatable=True)
        answer = self._wire.ask(call, NOT_FOUND)
        if answer.ok and answer.read(_is_protected):
            kinds.add(BY_PROTECTION)
        return sorted(kinds)

    def _rules(self, act: str, branch: str) -> list[dict[str, Any]]:
        return self._wire.listed(act, self._at("rules/branches", branch), dict)

    def _own_ruleset(self, act: str, name: str) -> int | None:
        path, query = self._at("rulesets"), {"includes_parents": "false"}
        found = self._wire.listed(act, path, _named, **query)
        return next((number for number, called in found if called == name), None)


def _named(data: dict[str, Any]) -> tuple[int, str]:
    return int(data["id"]), str(data["name"])


def _is_protected(data: dict[str, Any]) -> bool:
    """Ask for protection of the old kind: `protected` alone counts rulesets too."""
    return bool((data.get("protection") or {}).get("enabled"))


def _protecting(data: dict[str, Any]) -> set[Required]:
    checks = (data.get("protection") or {}).get(CHECKS) or {}
    pinned = {one["context"]: one.get("app_id") for one in checks.get("checks") or ()}
    return {Required(name, pinned.get(name)) for name in checks.get("contexts", ())}


def _asked_by(rule: dict[str, Any]) -> list[Required]:
    if rule.get("type") != CHECKS:
        return []
    asked = rule["parameters"][CHECKS]
    return [Required(one["context"], one.get("integration_id")) for one in asked]


def _ruleset(name: str, branch: str, checks: Sequence[Required]) -> dict[str, Any]:
    """Ask also that history stays: a forced push would take back what a check let in."""
    return {
        "name": name,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [f"refs/heads/{branch}"], "exclude": []}},
        "rules": [*({"type": kind} for kind in HISTORY), *_requiring(checks)],
    }


def _requiring(checks: Sequence[Required]) -> list[dict[str, Any]]:
    if not checks:
        return []
    parameters = {
        "strict_required_status_checks_policy": False,
        "do_not_enforce_on_create": True,
        CHECKS: [_check(one) for one in sorted(set(checks), key=lambda one: one.name)],
    }
    return [{"type": CHECKS, "parameters": parameters}]


def _check(one: Required) -> dict[str, Any]:
    pinned = {} if one.app_id is None else {"integration_id": one.app_id}
    return {"context": one.name, **pinned}
