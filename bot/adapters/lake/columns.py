"""Which field of a stored line becomes which column: typed, and under the same name.

A time becomes milliseconds since 1970, so that every engine compares it alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

RAW = "raw_line"
"""The column that keeps a line which its columns would not give back byte for byte."""


class Kind(Enum):
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """`optional` is left out of its line where there is nothing; any other is written as null."""

    name: str
    kind: Kind
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The lines of one folder; `columns` in the order of the written fields, which is by name."""

    name: str
    folder: str
    columns: tuple[Column, ...]


def _form(name: str, folder: str, **fields: str) -> Form:
    """Take the names of each kind as words; a question mark makes one optional."""
    columns = [
        Column(word.removesuffix("?"), Kind(kind), word.endswith("?"))
        for kind, words in fields.items()
        for word in words.split()
    ]
    return Form(name, folder, tuple(sorted(columns, key=lambda column: column.name)))


SIGNALS: Final = _form(
    "signals",
    "state/events/signals/",
    text="signal_id agent strategy_class run_id symbol direction regime fingerprint",
    whole="v",
    number="prob_up confidence score_final",
    moment="ts received_at claimed_at?",
)
TELEMETRY: Final = _form(
    "telemetry",
    "state/events/telemetry/",
    text="agent run_id model provider",
    whole="v tokens_in tokens_out errors cached_tokens? reasoning_tokens?",
    number="latency_ms cost_usd",
    moment="ts",
)
QUARANTINE: Final = _form(
    "quarantine",
    "state/events/quarantine/",
    text="id file field value reason raw raw_encoding",
    whole="v line",
    moment="received_at",
)
SETTLEMENTS: Final = _form(
    "settlements",
    "state/ledger/",
    text="signal_id agent strategy_class run_id fingerprint symbol direction regime status venue"
    " reason?",
    whole="v horizon_hours price_version",
    number="confidence score_final entry_price exit_price gross_bps fee_bps slippage_bps net_bps",
    moment="ts received_at settled_at entry_at exit_at",
)
MARKS: Final = _form(
    "marks",
    "state/ledger/marks/",
    text="symbol venue",
    whole="v price_version",
    number="open close",
    moment="hour marked_at",
)
FORMS: Final[Mapping[str, Form]] = {
    form.folder: form for form in (SIGNALS, TELEMETRY, QUARANTINE, SETTLEMENTS, MARKS)
}
LINES, PARQUET, PARTS = ".jsonl", ".parquet", ".parts.json"
DAY_FILE: Final = re.compile(
    r"(?P<stem>(?P<folder>state/(?:[a-z]+/)+)[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?P<ending>\.jsonl|\.parquet|\.parts\.json)"
)


def form_of(path: str) -> Form | None:
    """Find the form of a partition by any file of it; None for all other files."""
    found = DAY_FILE.fullmatch(path)
    return FORMS.get(found["folder"]) if found else None


def stem_of(path: str) -> str:
    """Give what the files of one partition have in common."""
    found = DAY_FILE.fullmatch(path)
    return found["stem"] if found else path
