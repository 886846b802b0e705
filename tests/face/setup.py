"""How the repository is set up, at the face."""

from bot.adapters.local_forge.session import app_number
from bot.ports.forge.people import Permission
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers, need_right, paged

REPO = "/repos/{owner}/{repo}"
ACTIONS = REPO + "/actions"
OF_WORKFLOWS = ACTIONS + "/permissions/workflow"
AT = "2026-01-01T00:00:00Z"


@answers("GET", "/apps/{app_slug}")
def app(ask: Ask) -> Reply:
    slug = ask.path["app_slug"]
    return Reply(200, {"id": app_number(slug + shapes.BOT), "slug": slug, "name": slug})


@answers("GET", ACTIONS + "/workflows")
def workflows(ask: Ask) -> Reply:
    need_right(ask, "actions")
    shown = [
        {"path": one.path, "state": ask.memory.disabled.get(one.path, one.state)}
        for one in ask.forge.workflows()
    ]
    return paged(shown, "workflows", total_count=len(shown))


@answers("GET", REPO + "/environments")
def environments(ask: Ask) -> Reply:
    need_right(ask, "actions")
    shown = [
        {"name": name, "created_at": AT, "updated_at": AT, "protection_rules": _rules(reviewed)}
        for name, reviewed in ask.memory.environments.items()
    ]
    return paged(shown, "environments", total_count=len(shown))


@answers("PUT", REPO + "/environments/{environment_name}")
def make_environment(ask: Ask) -> Reply:
    _need_admin(ask)
    name, reviewers = ask.path["environment_name"], ask.body["reviewers"]
    if reviewers and not ask.memory.plan_reviews:
        raise Refusal(422, "Failed to create the environment protection rule")
    ask.memory.environments[name] = bool(reviewers)
    rules = _rules(bool(reviewers))
    said = {"name": name, "created_at": AT, "updated_at": AT, "protection_rules": rules}
    return Reply(200, said)


@answers("GET", "/user")
def user(ask: Ask) -> Reply:
    return Reply(200, shapes.user(ask.login))


def _rules(reviewed: bool) -> list[shapes.Json]:  # noqa: FBT001 - as it is stored
    kinds = ["branch_policy", *(["required_reviewers"] if reviewed else [])]
    return [{"id": 1, "node_id": "R", "type": kind} for kind in kinds]


@answers("GET", ACTIONS + "/secrets")
def secrets(ask: Ask) -> Reply:
    _need_admin(ask)
    shown = [{"name": name, "created_at": AT, "updated_at": AT} for name in ask.memory.secrets]
    return paged(shown, "secrets", total_count=len(shown))


@answers("GET", ACTIONS + "/organization-secrets")
def organization_secrets(ask: Ask) -> Reply:
    _need_admin(ask)
    return paged([], "secrets", total_count=0)


@answers("GET", ACTIONS + "/variables")
def variables(ask: Ask) -> Reply:
    _need_admin(ask)
    said = {"value": "x", "created_at": AT, "updated_at": AT}
    shown = [{"name": name, **said} for name in ask.memory.variables]
    return paged(shown, "variables", total_count=len(shown))


@answers("GET", ACTIONS + "/organization-variables")
def organization_variables(ask: Ask) -> Reply:
    _need_admin(ask)
    return paged([], "variables", total_count=0)


@answers("GET", OF_WORKFLOWS)
def of_workflows(ask: Ask) -> Reply:
    _need_admin(ask)
    opens = ask.memory.opens_pulls
    said = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": opens}
    return Reply(200, said)


@answers("PUT", OF_WORKFLOWS)
def set_of_workflows(ask: Ask) -> Reply:
    _need_admin(ask)
    ask.memory.opens_pulls = bool(ask.body["can_approve_pull_request_reviews"])
    return Reply(204)


def _need_admin(ask: Ask) -> None:
    if not ask.may(Permission.ADMIN):
        raise Refusal(403, "Resource not accessible by integration")
