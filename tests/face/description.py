"""GitHub's published description of its REST API, as githubkit generates it: routes and models.

The description is looked up in the source of that package, because only there a route, its
parameters and its models stand together.
"""

import ast
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any, Union, get_args, get_origin

import githubkit_schemas.v2022_11_28 as published
from githubkit_schemas.v2022_11_28 import models
from pydantic import TypeAdapter, ValidationError

REST = Path(published.__path__[0]) / "rest"
ROOMS = ("pulls", "issues", "reactions", "checks", "git", "repos", "apps", "users", "actions")
# What is said of every route, or published without a model, so that it is not in the package.
ANYWHERE = dict.fromkeys((401, 403, 404, 429), models.BasicError) | {422: models.ValidationError}


@dataclass(frozen=True, slots=True)
class Operation:
    query: frozenset[str]
    body: Any
    answer: Any
    errors: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `path` is the template of the description."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    answer: Any


def mistakes(exchange: Exchange) -> list[str]:
    """Tell in what an exchange differs from the description."""
    operation = operation_of(exchange.method, exchange.path)
    if operation is None:
        return [f"{exchange.method} {exchange.path} is not published"]
    found = [f"unknown parameter {key}" for key in exchange.query if key not in operation.query]
    found += _misfits("body", operation.body, exchange.body)
    found += _answer_misfits(operation, exchange)
    return [f"{exchange.method} {exchange.path} {exchange.status}: {one}" for one in found]


def _answer_misfits(operation: Operation, exchange: Exchange) -> list[str]:
    if exchange.status == 304 or exchange.status >= 500:
        return []
    if exchange.status < 400:
        return _misfits("answer", operation.answer, exchange.answer)
    model = operation.errors.get(str(exchange.status), ANYWHERE.get(exchange.status))
    if model is None:
        return ["this refusal is not published"]
    return _misfits("refusal", model, exchange.answer)


def _misfits(what: str, kind: Any, value: Any) -> list[str]:
    if kind is None:
        return [] if value is None else [f"{what}: none is published"]
    try:
        TypeAdapter(kind).validate_python(value, extra="forbid")
    except ValidationError as error:
        return [f"{what}: {one['loc']} {one['msg']}" for one in error.errors()[:5]]
    return []


@cache
def operation_of(method: str, path: str) -> Operation | None:
    for room in ROOMS:
        source = _function(room, f"{method} {path}\n")
        if source:
            return _operation(ast.parse(source))
    return None


@cache
def _text(room: str) -> str:
    return (REST / f"{room}.py").read_text()


def _function(room: str, line: str) -> str:
    """Cut the one function out whose description names the route; whole files take seconds."""
    text = _text(room)
    at = text.find(f"        {line}")
    if at < 0:
        return ""
    start = text.rfind("\n    def ", 0, at)
    end = re.compile(r"\n    (@overload|def |async def |@)").search(text, at)
    return dedent(text[start : end.start() if end else None])


def _operation(tree: ast.Module) -> Operation:
    query: frozenset[str] = frozenset()
    body = answer = None
    errors: dict[str, Any] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="params")], value=ast.Dict(keys=keys)):
                query = frozenset(map(_constant, keys))
            case ast.Call(func=ast.Name(id="type_validate_python"), args=[kind, _]):
                body = _kind(kind)
            case ast.keyword(arg="response_model", value=kind):
                answer = _kind(kind)
            case ast.keyword(arg="error_models", value=ast.Dict(keys=keys, values=values)):
                errors = dict(zip(map(_constant, keys), map(_kind, values), strict=True))
    return Operation(query, body, answer, errors)


def _constant(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        return getattr(models, name)


def _kind(node: ast.expr) -> Any:
    names = _Names({"Union": Union, "list": list, "str": str, "int": int, "dict": dict, "Any": Any})
    return eval(ast.unparse(node), {"__builtins__": {}}, names)  # noqa: S307 - of a pinned package


def filled(kind: Any, given: Any) -> Any:
    """Add to an answer the fields that must be there and that nobody here reads."""
    members = _members(kind)
    if given is None:
        return None
    if isinstance(given, list):
        (inner,) = {get_args(one)[0] for one in members if get_origin(one) is list} or {Any}
        return [filled(inner, one) for one in given]
    shapes = [one for one in members if hasattr(one, "model_fields")]
    if not isinstance(given, dict) or not shapes:
        return given
    return _best([_object(shape, given) for shape in shapes], shapes)


def _best(made: list[dict[str, Any]], shapes: list[Any]) -> dict[str, Any]:
    fits = (one for one, shape in zip(made, shapes, strict=True) if not _misfits("", shape, one))
    return next(fits, made[0])


def _object(shape: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(given)
    for name, field in shape.model_fields.items():
        key = field.alias or name
        if key in given:
            whole[key] = filled(field.annotation, given[key])
        elif field.is_required():
            whole[key] = neutral(field.annotation)
    return whole


def neutral(kind: Any) -> Any:
    members = _members(kind)
    if type(None) in members:
        return None
    first = members[0]
    if hasattr(first, "model_fields"):
        return _object(first, {})
    plain = {"str": "", "int": 0, "bool": False, "float": 0.0, "list": [], "dict": {}}
    plain["datetime"] = "2026-01-01T00:00:00Z"
    literal = get_args(first)
    origin = get_origin(first) or first
    return literal[0] if str(origin) == "typing.Literal" else plain[origin.__name__]


def _members(kind: Any) -> list[Any]:
    """Open unions and annotations up."""
    if get_origin(kind) in (Union, types.UnionType):
        return [one for part in get_args(kind) for one in _members(part)]
    if hasattr(kind, "__metadata__"):
        return _members(get_args(kind)[0])
    return [] if getattr(kind, "__name__", "") == "UnsetType" else [kind]
