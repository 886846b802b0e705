"""JSON read without mercy: UTF-8, no NaN, no infinity, no key twice. ValueError says why not."""

import json
from math import isfinite
from typing import NoReturn

from bot.words.canonical import Json


def parse(data: bytes) -> Json:
    try:
        value: Json = _DECODER.decode(data.decode())
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise ValueError(f"it is not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def parse_object(data: bytes) -> dict[str, Json]:
    value = parse(data)
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 the data is wrong, not the code
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands there twice")
    return record


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number that may be stored")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        _no_constant(text)
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
)
