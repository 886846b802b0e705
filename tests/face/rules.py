"""What branches require, at the face: rulesets, and protection of the older kind."""

from typing import Any
from zlib import crc32

from bot.ports.forge.checks import Required
from bot.ports.forge.people import Permission
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers, paged

REPO = "/repos/{owner}/{repo}"
BRANCH = REPO + "/branches/{branch}"
RULESETS = REPO + "/rulesets"
RULESET = RULESETS + "/{ruleset_id}"
HEADS = "refs/heads/"
CHECKS = "required_status_checks"


@answers("GET", BRANCH)
def branch(ask: Ask) -> Reply:
    name, asked = ask.path["branch"], ask.memory.protection
    sha = ask.forge.branch_head(name)
    if sha is None:
        raise Refusal(404, "Branch not found")
    required = {"contexts": [one["context"] for one in asked], "checks": asked}
    whole = {
        "name": name,
        "commit": shapes.commit(ask.forge.commit(sha)),
        "protection": {"enabled": bool(asked), "required_status_checks": required},
        "protected": bool(asked or ask.forge.required_checks(name)),
    }
    return Reply(200, whole)


@answers("GET", REPO + "/rules/branches/{branch}")
def rules(ask: Ask) -> Reply:
    required = ask.forge.required_checks(ask.path["branch"])
    kept = [{"type": one} for one in ask.forge.rules_of(ask.path["branch"]) if one != CHECKS]
    own = [_rule(list(required))] if required else []
    return Reply(200, [*ask.memory.rules, *kept, *own])


def _rule(required: list[Required]) -> shapes.Json:
    checks = [
        {"context": one.name} | ({} if one.app_id is None else {"integration_id": one.app_id})
        for one in required
    ]
    parameters = {"strict_required_status_checks_policy": False, CHECKS: checks}
    return {"type": CHECKS, "parameters": parameters}


@answers("GET", RULESETS)
def rulesets(ask: Ask) -> Reply:
    return paged([_ruleset(ask, one) for one in _branches(ask)])


@answers("POST", RULESETS)
def make_ruleset(ask: Ask) -> Reply:
    name = _branch_of(ask.body)
    _need_admin(ask)
    if name in _branches(ask):
        raise Refusal(422, "Validation Failed", [{"message": "Name must be unique"}])
    return Reply(201, _required(ask, name))


@answers("PUT", RULESET)
def change_ruleset(ask: Ask) -> Reply:
    _need_admin(ask)
    return Reply(200, _required(ask, _found(ask)))


@answers("DELETE", RULESET)
def lift_ruleset(ask: Ask) -> Reply:
    _need_admin(ask)
    ask.forge.require_checks(_found(ask), [])
    return Reply(204)


def _required(ask: Ask, name: str) -> shapes.Json:
    asked = [rule["parameters"] for rule in ask.body["rules"] if rule["type"] == CHECKS]
    checks = [Required(one["context"], one.get("integration_id")) for one in _of(asked)]
    if checks:
        ask.forge.require_checks(name, checks)
    else:
        ask.forge.keep_history(name)
    return _ruleset(ask, name)


def _of(asked: list[Any]) -> list[Any]:
    return [one for parameters in asked for one in parameters[CHECKS]]


def _branch_of(body: dict[str, Any]) -> str:
    (ref,) = body["conditions"]["ref_name"]["include"]
    return str(ref).removeprefix(HEADS)


def _branches(ask: Ask) -> list[str]:
    with ask.forge._visit() as session:
        return sorted({*session.book.required, *session.book.keeping})


def _found(ask: Ask) -> str:
    known = {crc32(name.encode()): name for name in _branches(ask)}
    if ask.number not in known:
        raise Refusal(404, "Not Found")
    return known[ask.number]


def _ruleset(ask: Ask, name: str) -> shapes.Json:
    return {
        "id": crc32(name.encode()),
        "name": f"Governor: {name}",
        "source": ask.full_name,
        "enforcement": "active",
    }


def _need_admin(ask: Ask) -> None:
    """Hide, as GitHub does, what only who administers may change."""
    if not ask.may(Permission.ADMIN):
        bot = ask.login.endswith(shapes.BOT)
        raise Refusal(403 if bot else 404, "Resource not accessible by integration")
