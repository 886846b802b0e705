"""Where parts lie: a folder or a bucket, opened with what the environment knows of it.

Credentials are never part of a place. What the environment leaves out the cloud's own package
looks for where it always does: its files, or the role of the machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.adapters.lake.arrow import arrow

CONNECT_SECONDS, REQUEST_SECONDS, TRIES = 5.0, 30.0, 3
REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
EMULATOR = "STORAGE_EMULATOR_HOST"
AZURE_ENDPOINT = "AZURE_STORAGE_BLOB_ENDPOINT"


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
        **_given(environ, account_key="AZURE_STORAGE_KEY", sas_token="AZURE_STORAGE_SAS_TOKEN"),  # noqa: S106 - names of variables
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


def _given(environ: Mapping[str, str], **names: str) -> Mapping[str, str]:
    return {option: environ[name] for option, name in names.items() if name in environ}


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if name in environ), "")
