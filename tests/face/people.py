"""Who is who at the face, and how an app gets its token."""

import base64
import json

from bot.ports.forge.people import Permission
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers

REPO = "/repos/{owner}/{repo}"
INSTALLATION = 4711
IN_CLASSIC_WORDS = {Permission.TRIAGE: "read", Permission.MAINTAIN: "write"}


@answers("GET", REPO)
def repository(ask: Ask) -> Reply:
    whole = shapes.repository(ask.full_name)
    whole |= {"default_branch": ask.forge.repository().default_branch, "url": ask.url()}
    return Reply(200, whole)


@answers("GET", REPO + "/collaborators/{username}/permission")
def permission(ask: Ask) -> Reply:
    held = ask.forge.permission_of(ask.path["username"])
    if held is Permission.NONE:
        raise Refusal(404, "Not Found")
    classic = IN_CLASSIC_WORDS.get(held, held.value)
    person = shapes.user(ask.path["username"])
    return Reply(200, {"permission": classic, "role_name": held.value, "user": person})


@answers("GET", REPO + "/installation")
def installation(ask: Ask) -> Reply:
    return Reply(200, {"id": INSTALLATION, "app_slug": ask.login.removesuffix(shapes.BOT)})


@answers("POST", "/app/installations/{installation_id}/access_tokens")
def access_token(ask: Ask) -> Reply:
    if ask.number != INSTALLATION:
        raise Refusal(404, "Not Found")
    token = f"ghs_of_{ask.login}"
    return Reply(201, {"token": token, "expires_at": "2999-01-01T00:00:00Z", "permissions": {}})


def app_of(jwt: str) -> str:
    """Read who signed; the face believes it."""
    claims = jwt.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["iss"])
