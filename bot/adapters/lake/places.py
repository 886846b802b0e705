"""Where parts lie: a folder or a bucket, opened with what the environment knows of it.

Credentials, and servers other than the cloud's own, are never part of a place. What the environment
leaves out the cloud's own package looks for where it always does: its files, or the machine's role.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.adapters.lake.arrow import arrow
from bot.errors import CannotReach

CONNECT_SECONDS, REQUEST_SECONDS, TRIES = 5.0, 30.0, 3
REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
EMULATOR = "STORAGE_EMULATOR_HOST"
AZURE_ENDPOINT = "AZURE_STORAGE_BLOB_ENDPOINT"
AZURE_KEY, AZURE_TOKEN = "AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN"
AWS_KEY = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
HALF = "Set both, or neither where the machine has a role (docs/storage.md)."
NO_KEY = "Copy the key of the account again; it ends with `=` mostly (docs/storage.md)."


@dataclass(frozen=True, slots=True)
class Opening:
    """Which file system of pyarrow to make, with which options, and the path within it."""

    kind: str
    options: Mapping[str, object]
    root: str


def opening(place: str, repo: Path, environ: Mapping[str, str]) -> Opening:
    scheme, mark, rest = place.partition("://")
    if not mark:
        return Opening("LocalFileSystem", {}, str(repo / place))
    if scheme == "file":
        return Opening("LocalFileSystem", {}, rest)
    make = {"s3": _s3, "gs": _gs, "abfss": _abfss}[scheme]
    return make(rest.rstrip("/"), {name: text for name, text in environ.items() if text})


def is_folder(place: str) -> bool:
    return "://" not in place or place.startswith("file://")


def opened(found: Opening) -> Any:  # noqa: ANN401 - the package has no types
    """Make the file system; this asks nobody anything yet."""
    arrow()
    from pyarrow import fs  # noqa: PLC0415 - heavy

    options = dict(found.options)
    if found.kind == "S3FileSystem":
        options["retry_strategy"] = fs.AwsStandardS3RetryStrategy(max_attempts=TRIES)
        options.setdefault("region", None)
        options["region"] = options["region"] or fs.resolve_s3_region(found.root.partition("/")[0])
    return getattr(fs, found.kind)(**options)


def _s3(rest: str, environ: Mapping[str, str]) -> Opening:
    unset = [name for name in AWS_KEY if name not in environ]
    if len(unset) == 1:
        raise CannotReach(f"s3://{rest}", f"{unset[0]} is not set, but its other half is", HALF)
    endpoint = _first(environ, ENDPOINT)
    region = _first(environ, REGION) or ("us-east-1" if endpoint else "")
    options: dict[str, object] = {
        "region": region,
        "connect_timeout": CONNECT_SECONDS,
        "request_timeout": REQUEST_SECONDS,
        # A small object is then one request, and is there whole or not at all.
        "allow_delayed_open": True,
        **_given(
            environ,
            access_key="AWS_ACCESS_KEY_ID",
            secret_key="AWS_SECRET_ACCESS_KEY",  # noqa: S106 - the name of a variable
            session_token="AWS_SESSION_TOKEN",  # noqa: S106 - the name of a variable
        ),
    }
    if endpoint:
        parts = urlsplit(endpoint)
        options |= {"endpoint_override": parts.netloc, "scheme": parts.scheme}
    return Opening("S3FileSystem", options, rest)


def _gs(rest: str, environ: Mapping[str, str]) -> Opening:
    options: dict[str, object] = {"retry_time_limit": timedelta(seconds=TRIES * REQUEST_SECONDS)}
    if emulator := environ.get(EMULATOR):
        parts = urlsplit(emulator if "://" in emulator else f"http://{emulator}")
        options |= {
            "anonymous": True,
            "endpoint_override": parts.netloc,
            "scheme": parts.scheme,
        }
    return Opening("GcsFileSystem", options, rest)


def _abfss(rest: str, environ: Mapping[str, str]) -> Opening:
    authority, _, path = rest.partition("/")
    container, _, host = authority.partition("@")
    options: dict[str, object] = {
        "account_name": host.partition(".")[0],
        **_azure_secret(rest, environ),
    }
    if endpoint := environ.get(AZURE_ENDPOINT):
        parts = urlsplit(endpoint)
        options |= {
            "blob_storage_authority": parts.netloc,
            "dfs_storage_authority": parts.netloc,
            "blob_storage_scheme": parts.scheme,
            "dfs_storage_scheme": parts.scheme,
        }
    return Opening("AzureFileSystem", options, f"{container}/{path}".rstrip("/"))


def _azure_secret(rest: str, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Hand on what its package takes: at a key that is no base64 it would end the whole process."""
    if key := environ.get(AZURE_KEY):
        try:
            base64.b64decode(key, validate=True)
        except (binascii.Error, ValueError):
            raise CannotReach(f"abfss://{rest}", f"{AZURE_KEY} is no key", NO_KEY) from None
        return {"account_key": key}
    token = environ.get(AZURE_TOKEN, "").removeprefix("?")
    return {"sas_token": f"?{token}"} if token else {}


def _given(environ: Mapping[str, str], **names: str) -> Mapping[str, str]:
    return {option: environ[name] for option, name in names.items() if name in environ}


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if name in environ), "")
