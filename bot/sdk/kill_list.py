"""policies/kill_list.yml as a reader takes it; what cannot be read stops everything."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sdk.refusal import Code, Refusal
from bot.sdk.strict_fields import Unfit, record

KEYS = {"v", "all", "reason", "by", "agents", "strategy_classes"}
ENTRY = {"name", "reason", "by"}
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class KillList:
    everything: bool
    agents: Mapping[str, str]
    strategy_classes: Mapping[str, str]

    def stops(self, agent: str, strategy_class: str) -> str | None:
        if self.everything:
            return "everything"
        if agent in self.agents:
            return f"the agent {agent}{self.agents[agent]}"
        if strategy_class in self.strategy_classes:
            return f"the strategy class {strategy_class}{self.strategy_classes[strategy_class]}"
        return None


def read_kill_list(data: bytes) -> KillList | Refusal:
    try:
        return _kill_list(_parse(data))
    except ValueError as error:
        return Refusal(
            Code.KILL_LIST_UNREADABLE,
            f"Cannot read the kill list, so everything is stopped: {error}; "
            "mend policies/kill_list.yml (`governor policy check` says more).",
        )


def _kill_list(fields: Mapping[str, object]) -> KillList:
    if unknown := sorted(fields.keys() - KEYS):
        raise Unfit(f"it has a key {unknown[0]!r} that is not known")
    if fields.get("v") != "1":
        raise Unfit("it does not say v: 1")
    everything = TRUTH.get(str(fields.get("all", "false")))
    if everything is None:
        raise Unfit("`all` is neither true nor false")
    return KillList(everything, _names(fields, "agents"), _names(fields, "strategy_classes"))


def _names(fields: Mapping[str, object], key: str) -> Mapping[str, str]:
    entries = fields.get(key, [])
    if not isinstance(entries, list):
        raise Unfit(f"`{key}` is not a list")
    return dict(_entry(record(entry, f"an entry of `{key}`"), key) for entry in entries)


def _entry(fields: Mapping[str, object], key: str) -> tuple[str, str]:
    name, reason = fields.get("name"), fields.get("reason", "")
    if not isinstance(name, str) or not NAME.fullmatch(name) or fields.keys() - ENTRY:
        raise Unfit(f"an entry of `{key}` is not {{name, reason, by}}")
    return name, f" ({reason})" if isinstance(reason, str) and reason else ""


def _parse(data: bytes) -> Mapping[str, object]:
    try:
        # Nobody pays for YAML before the first look at the list.
        import yaml  # noqa: PLC0415
    except ImportError:
        raise Unfit("PyYAML is not installed; run `pip install pyyaml`") from None

    class Plain(yaml.BaseLoader):
        """Scalars stay text, so that an agent called `on` or `010` is found by its name."""

        def construct_mapping(
            self,
            node: yaml.MappingNode,
            deep: bool = True,  # noqa: FBT001, FBT002 as it is called
        ) -> dict[Hashable, Any]:
            """Whatever its tag, so that no kill is lost under one."""
            del deep
            keys = [key.value for key, _ in node.value]
            if len(set(map(str, keys))) < len(keys):
                raise Unfit(f"a key stands there twice, from line {node.start_mark.line + 1} on")
            return super().construct_mapping(node, deep=True)

    try:
        return record(yaml.load(data.decode("utf-8-sig"), Plain), "it")  # noqa: S506 builds text only
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", None)
        raise Unfit(f"it is not YAML: {problem or type(error).__name__}") from None
