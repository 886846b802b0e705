"""Hold the part of the GraphQL schema in this folder against the whole that GitHub publishes.

    python -m tests.face.compare_schema schema.graphql

The whole is in the npm package @octokit/graphql-schema; it is not needed to run the tests.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLEnumType, GraphQLNamedType, build_schema
from graphql.type import is_specified_scalar_type

PART = Path(__file__).with_name("schema.graphql")


def differences(part: str, whole: str) -> Iterator[str]:
    here = build_schema(part).type_map
    there = build_schema(whole, assume_valid=True, assume_valid_sdl=True).type_map
    for name, kind in here.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        if type(there.get(name)) is not type(kind):
            yield f"{name} is not published as {type(kind).__name__}"
        else:
            yield from _of_type(kind, there[name])


def _of_type(part: GraphQLNamedType, whole: GraphQLNamedType) -> Iterator[str]:
    if isinstance(part, GraphQLEnumType) and isinstance(whole, GraphQLEnumType):
        yield from (f"{part}.{one} is not published" for one in part.values.keys() - whole.values)
    for name, field in getattr(part, "fields", {}).items():
        other = getattr(whole, "fields", {}).get(name)
        if other is None or str(other.type) != str(field.type):
            yield f"{part}.{name}: {field.type} is published as {other and other.type}"
            continue
        for key, argument in getattr(field, "args", {}).items():
            if key not in other.args or str(other.args[key].type) != str(argument.type):
                yield f"{part}.{name}({key}: {argument.type}) is not published"


if __name__ == "__main__":
    found = list(differences(PART.read_text(), Path(sys.argv[1]).read_text()))
    sys.stdout.write("\n".join([*found, f"{len(found)} differences"]) + "\n")
    sys.exit(bool(found))
