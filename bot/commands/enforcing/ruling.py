"""Which policies rule at a commit, and what they and its kill list stop at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.enforcing.kills import PATH, Entry, entries_of, killed_by
from bot.commands.gating.reading import LOOK_BACK, Library
from bot.commands.leasing import Rules
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.policy.risk_change import FOLDER
from bot.words.problem import Problem

SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Ruling:
    """`policy` is the last one without mistakes, `problems` what is wrong with the newest."""

    sha: str
    kills: tuple[Entry, ...]
    policy: Policy | None
    problems: Sequence[Problem] = ()

    @property
    def rules(self) -> Rules:
        """Stages and mode count only where the newest policies can be read."""
        killed = killed_by(self.kills)
        if self.policy is None or self.problems:
            return Rules(killed)
        stages = {name: agent.stage for name, agent in self.policy.agents.by_name.items()}
        return Rules(killed, stages, self.policy.governor.mode == SHADOW)


def ruling_at(library: Library, sha: str) -> Ruling:
    texts = library.texts_at(sha)
    policy, problems = read(texts)
    library.known[sha] = policy
    kills = entries_of(texts.get(PATH))
    return Ruling(sha, kills, policy or _last_good(library, sha), problems)


def _last_good(library: Library, sha: str) -> Policy | None:
    for commit in library.forge.commits(sha, FOLDER, LOOK_BACK):
        found = library.policy_at(commit.sha)
        if found is not None:
            return found
    return None
