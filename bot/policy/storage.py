"""Where events and the ledger lie, how long they stay as they were written, and what reads them."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from bot.policy.part import Part

LOCAL = "file:///"
STORES = ("s3://", "gs://", "abfss://")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
ACCOUNT = re.compile(r"[a-z0-9][a-z0-9-]{1,62}@[a-z0-9]{3,24}\.dfs\.core\.windows\.net")
CLUSTER = re.compile(
    r"(local(\[([1-9][0-9]{0,3}|\*)\])?|yarn|(spark|sc|k8s)://[^\s@;?#]+(;use_ssl=true)?)"
)
BARE = (
    "must hold no key, password or option: credentials come from the environment (docs/storage.md)"
)


def _place(text: str) -> str:
    found = SCHEME.fullmatch(text)
    if found is None or text.startswith(LOCAL):
        return _folder(text)
    scheme, rest = found.groups()
    if f"{scheme}://" not in STORES:
        raise ValueError(f"must be a folder, or start with {', '.join(STORES[:2])} or {STORES[2]}")
    head = rest.partition("/")[0]
    if _tells(rest) or (scheme != "abfss" and "@" in head):
        raise ValueError(BARE)
    form, example = FORMS[scheme]
    if not form.fullmatch(head):
        raise ValueError(f"must be like {example}")
    _folder(rest)
    return text


def _tells(rest: str) -> bool:
    return any(mark in rest for mark in "?#;") or ":" in rest.partition("/")[0]


def _folder(text: str) -> str:
    if any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError("must be a folder or URL without spaces")
    if ".." in text.split("/"):
        raise ValueError("must not climb with ..")
    return text


def _cluster(text: str) -> str:
    if "@" in text or "token=" in text:
        raise ValueError(BARE)
    if not CLUSTER.fullmatch(text):
        raise ValueError("must be a Spark master like local[2] or spark://host:7077, or sc://host")
    return text


FORMS = {
    "s3": (BUCKET, "s3://bucket/folder"),
    "gs": (BUCKET, "gs://bucket/folder"),
    "abfss": (ACCOUNT, "abfss://container@account.dfs.core.windows.net/folder"),
}
SECRETS = {
    "s3": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    "gs": ("GOOGLE_APPLICATION_CREDENTIALS",),
    "abfss": ("AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN"),
}
Place: TypeAlias = Annotated[str, AfterValidator(_place)]
Cluster: TypeAlias = Annotated[str, AfterValidator(_cluster)]
# A century: further back there is no date to compare with.
Days: TypeAlias = Annotated[int, Field(ge=1, le=36_500)]
DaysOrNever: TypeAlias = Annotated[int, Field(ge=0, le=36_500)]


class Storage(Part):
    events: Place = Field(
        "",
        description="Where new events lie: a folder, or a URL that starts with s3://, gs:// or "
        "abfss://; empty: in the state itself.",
    )
    ledger: Place = Field("", description="Where new settlements and marks lie; likewise.")
    engine: Literal["duckdb", "spark"] = Field(
        "duckdb", description="What runs the large queries: this machine, or a cluster."
    )
    spark: Cluster = Field(
        "local[2]", description="The Spark master, or sc://host:port of Spark Connect."
    )
    keep_days: Days = Field(
        30, description="Days whose commits of the state stay single; `compact` squashes older."
    )
    parquet_days: DaysOrNever = Field(
        0, description="Days after which `compact` makes a partition Parquet; 0: never."
    )

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place for place in (self.events, self.ledger) if place))

    @property
    def extras(self) -> tuple[str, ...]:
        """Name the extras of the package without which its partitions may not be readable."""
        return ("lake",) if self.places or self.parquet_days else ()

    @property
    def secrets(self) -> frozenset[str]:
        """Name the variables that let Governor in there, and nobody else."""
        schemes = {place.partition("://")[0] for place in self.places}
        return frozenset(name for scheme in schemes for name in SECRETS.get(scheme, ()))
