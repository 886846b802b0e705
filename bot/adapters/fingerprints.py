"""The fingerprint of every registered agent, over the files of a work tree."""

from pathlib import Path

from bot.adapters.code import WorkTree
from bot.policy import fingerprint
from bot.policy.policy import Policy
from bot.words.problem import Problem


def fingerprints(repo: Path, policy: Policy) -> tuple[dict[str, str], tuple[Problem, ...]]:
    return fingerprint.fingerprints(policy.agents.agents, WorkTree(repo).listing)
