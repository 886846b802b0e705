"""What the SDK refuses to do; every error says what was found and what to do about it.

SdkError
├── BadField (ValueError)    carries field, value and mend
│   ├── CannotEmit           a signal that ingest would refuse
│   ├── CannotRecord         a use of a model that cannot be told
│   └── CannotRun            a run that nobody could tell from others
├── CannotWrite (OSError)    a line that did not reach its place
└── MayNotTrade              live trading is not open; carries the code of the refusal
"""

SHOWN = 80


class SdkError(Exception):
    """What an agent's author can mend."""


class BadField(SdkError, ValueError):
    act = "use this"

    def __init__(self, field: str, value: object, mend: str) -> None:
        self.field, self.value, self.mend = field, value, mend
        super().__init__(f"Cannot {self.act}: {field} {_was(value)}; {mend}.")


class CannotEmit(BadField):
    act = "emit the signal"


class CannotRecord(BadField):
    act = "record the usage"


class CannotRun(BadField):
    act = "open the run"


class CannotWrite(SdkError, OSError):
    def __init__(self, path: str, reason: str, mend: str) -> None:
        self.path, self.reason, self.mend = path, reason, mend
        super().__init__(f"Cannot write to {path}: {reason}; {mend}.")


class MayNotTrade(SdkError):
    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


def _was(value: object) -> str:
    if value is None:
        return "is missing"
    text = _shown(value)
    return f"was {text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}"


def _shown(value: object) -> str:
    """Show a value by its own words, which may be anybody's code, or a number too long to write."""
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - the sentence matters more
        return f"a {type(value).__name__} that cannot be shown"
