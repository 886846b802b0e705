"""What the demo's owner does when Governor asks: allow one more step, in a merged pull request."""

from collections.abc import Iterator
from datetime import datetime

from bot.commands.demo.acts import OWNER
from bot.commands.demo.ground import AGENTS
from bot.commands.demo.house import House
from bot.policy.edit import set_stage
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull
from bot.state.report.agent import AgentRow
from bot.state.report.report import Report
from bot.words.stage import Stage


def allow_what_is_asked(
    house: House, report: Report, now: datetime
) -> Iterator[tuple[datetime, str]]:
    for name, agent in sorted(report.agents.items()):
        if agent.asks:
            yield now, _allow(house, name, agent, Stage(agent.asks))


def _allow(house: House, name: str, agent: AgentRow, stage: Stage) -> str:
    forge, branch = house.forge(OWNER), f"allow-{name}-{stage}"
    text = (forge.read_file(AGENTS, "main") or b"").decode()
    edited, title = set_stage(text, name, stage).encode(), f"Allow {name} to be {stage}"
    head = forge.branch_head("main") or ""
    made = forge.commit_files(branch, head, [FileChange(AGENTS, edited)], title, None)
    pull = forge.open_pull(NewPull(title, branch, "main", agent.why))
    merged = house.forge(OWNER).merge_pull(pull.number, MergeMethod.SQUASH, made.sha)
    house.follow()
    return f"{OWNER} merges #{merged.number}, {title.lower()}. {agent.why}"
