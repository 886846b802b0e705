"""Makes PyGithub's client for an access: authentication, timeouts, throttles, all said."""

from urllib.parse import urlsplit

import github
import requests
from github.GithubException import GithubException
from jwt.exceptions import PyJWTError
from urllib3.util.retry import Retry

from bot import __version__
from bot.adapters.github.access import Access, App, is_loopback
from bot.adapters.github.call import GITHUB
from bot.adapters.github.wire import PATIENCE, Wire, in_words, refused_token
from bot.adapters.patience import Patience
from bot.errors import BadUsage, CannotReach

API_VERSION = "2022-11-28"


def connect(access: Access, patience: Patience = PATIENCE) -> Wire:
    _check_url(access.api_url)
    return Wire(_client(access, _auth(access)), patience)


def _client(access: Access, auth: github.Auth.Auth) -> github.Github:
    return github.Github(
        auth=auth,
        base_url=access.api_url,
        timeout=access.timeout,
        user_agent=f"governor/{__version__}",
        retry=_connecting(),
        seconds_between_requests=access.between_requests,
        seconds_between_writes=access.between_writes,
        lazy=True,
        api_version=API_VERSION,
    )


def _connecting() -> Retry:
    """Try again only where no connection was made: then nothing was asked, whatever it was.

    A 301 ends the call: PyGithub would follow it without the query, and list what nobody asked for.
    """
    return Retry(
        total=None,
        connect=3,
        read=0,
        redirect=0,
        status=0,
        other=0,
        status_forcelist=[301],
        backoff_factor=0.2,
    )


def _auth(access: Access) -> github.Auth.Auth:
    if not isinstance(access.credentials, App):
        return github.Auth.Token(access.credentials.value)
    app = access.credentials
    signed = github.Auth.AppAuth(app.app_id, app.private_key)
    number = app.installation_id or _installation(access, signed)
    return signed.get_installation_auth(number)


def _installation(access: Access, signed: github.Auth.AppAuth) -> int:
    """Find where the app is installed; it also shows whether its key can sign."""
    client = _client(access, signed)
    try:
        path = f"/repos/{access.repository}/installation"
        _, found = client.requester.requestJsonAndCheck("GET", path)
        return int(found["id"])
    except (PyJWTError, ValueError, TypeError):
        raise BadUsage(
            "Cannot sign as the GitHub App: GOVERNOR_APP_PRIVATE_KEY is no private key; put the "
            "whole PEM file that GitHub gave you there."
        ) from None
    except GithubException as error:
        raise refused_token(error) from None
    except requests.RequestException as error:
        raise CannotReach(GITHUB, in_words(error), "Run it again later.") from None
    finally:
        client.close()


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    if not safe or not parts.hostname or "@" in parts.netloc:
        raise BadUsage(
            "Cannot use GITHUB_API_URL: it must be an https address without a login, like "
            "https://api.github.com or https://HOST/api/v3."
        )
