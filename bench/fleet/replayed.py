"""A world judged from its files by the very replay that judges any other: `--files OUT`."""

from datetime import timedelta
from pathlib import Path

from bench.fleet import score
from bench.fleet.files import BEGIN, agent, charge_as_the_world, write_world
from bench.fleet.judge import Event
from bench.fleet.world import Life
from bot.adapters.past import OutFolder, PastFolders
from bot.adapters.policies import policy_texts
from bot.commands.replay import Replayed, files, said
from bot.commands.replaying.reading import Wanted, read_past
from bot.decisions.replaying.people import People
from bot.decisions.replaying.result import Result, play
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.words.instant import HOUR
from bot.words.stage import Stage


def judge_files(folder: Path) -> Replayed:
    """Replay what lies in a folder as `governor replay` would, hour by hour."""
    policy, problems = read(policy_texts(folder))
    assert policy is not None, problems
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    known = read_past(past, terms_of(policy), Wanted(None, None, timedelta(hours=1)))
    return Replayed(known, play(known.stage(policy, People()), known.looks[0]))


def events_of(result: Result, life: Life) -> list[Event]:
    """Give the changes of stage as the simulation's own judge does."""
    number = {agent(life, at): at for at in range(len(life.agents))}
    return [
        Event(int((one.at - BEGIN) / HOUR), number[one.agent], one.decision.stage)
        for one in result.decisions
        if one.before is not None and one.decision.stage is not one.before
    ]


def show(life: Life, folder: Path, *, world_costs: bool = False) -> None:
    write_world(life, folder)
    if world_costs:
        charge_as_the_world(folder)
    replayed = judge_files(folder)
    out = OutFolder(folder / "out")
    for name, lines in files(replayed):
        out.write(name, lines)
    events = events_of(replayed.result, life)
    for line in said(replayed):
        print(line)
    for stage in (Stage.CANARY, Stage.LIVE):
        rises = score.rises(life, score.first(events, stage, len(life.agents)))
        print(
            f"{stage.value}: {rises.false} of {rises.without_edge} without edge, "
            f"{rises.in_time} of {rises.with_edge} with one while they had it"
        )
    print(f"Written to {folder}; judge it again, or another world of this layout, with")
    print(
        f"  governor replay --events {folder}/events --prices {folder}/prices "
        f"--policies {folder}/policies --every 60 --out {folder}/out"
    )
