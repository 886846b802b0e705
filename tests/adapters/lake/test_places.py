"""URLs and variables make the right client; where another server is, only the environment says."""

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.lake.places import is_folder, opened, opening

AZURE = "abfss://fleet@firm.dfs.core.windows.net/governor"
KEY = base64.b64encode(b"a key").decode()
HERE = "127.0.0.1:10000"


@pytest.mark.parametrize(
    ("place", "environ", "kind", "root", "options"),
    [
        ("lake", {}, "LocalFileSystem", "/repo/lake", {}),
        ("/srv/lake", {}, "LocalFileSystem", "/srv/lake", {}),
        ("file:///srv/lake", {}, "LocalFileSystem", "/srv/lake", {}),
        ("s3://b/x/", {}, "S3FileSystem", "b/x", {"region": ""}),
        ("s3://b/x", {"AWS_REGION": "eu-west-1"}, "S3FileSystem", "b/x", {"region": "eu-west-1"}),
        (
            "s3://b/x",
            {"AWS_ACCESS_KEY_ID": "i", "AWS_SECRET_ACCESS_KEY": "k", "AWS_SESSION_TOKEN": "t"},
            "S3FileSystem",
            "b/x",
            {"access_key": "i", "secret_key": "k", "session_token": "t"},
        ),
        (
            "s3://b/x",
            {"AWS_ENDPOINT_URL": f"http://{HERE}", "AWS_ACCESS_KEY_ID": ""},
            "S3FileSystem",
            "b/x",
            {"endpoint_override": HERE, "scheme": "http", "region": "us-east-1"},
        ),
        ("gs://b/x", {}, "GcsFileSystem", "b/x", {}),
        (
            "gs://b/x",
            {"STORAGE_EMULATOR_HOST": HERE},
            "GcsFileSystem",
            "b/x",
            {"anonymous": True, "endpoint_override": HERE, "scheme": "http"},
        ),
        (AZURE, {}, "AzureFileSystem", "fleet/governor", {"account_name": "firm"}),
        (
            AZURE,
            {"AZURE_STORAGE_KEY": KEY},
            "AzureFileSystem",
            "fleet/governor",
            {"account_key": KEY},
        ),
        (
            AZURE,
            {"AZURE_STORAGE_SAS_TOKEN": "sv=1&sig=x"},
            "AzureFileSystem",
            "fleet/governor",
            {"sas_token": "?sv=1&sig=x"},
        ),
        (
            AZURE,
            {"AZURE_STORAGE_BLOB_ENDPOINT": f"http://{HERE}"},
            "AzureFileSystem",
            "fleet/governor",
            {"blob_storage_authority": HERE, "dfs_storage_scheme": "http"},
        ),
    ],
)
def test_a_place_opens_what_it_names(
    place: str, environ: Mapping[str, str], kind: str, root: str, options: Mapping[str, object]
) -> None:
    found = opening(place, Path("/repo"), environ)
    assert (found.kind, found.root) == (kind, root)
    assert options.items() <= found.options.items()
    assert is_folder(place) == (kind == "LocalFileSystem")


@pytest.mark.parametrize("place", ["lake", "gs://b/x", AZURE])
def test_opening_asks_nobody(tmp_path: Path, place: str) -> None:
    system = opened(opening(place, tmp_path, {"AZURE_STORAGE_KEY": KEY}))
    assert system.type_name in ("local", "gcs", "abfs")
