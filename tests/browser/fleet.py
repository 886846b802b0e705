"""A fleet for the browser: one of everything that pages show."""

from typing import Any

from bot.effects.charts.equity import Point
from bot.effects.charts.evidence import Belief
from bot.effects.site.letters import Mailed, Note, Post
from bot.effects.site.material import Home, Material
from bot.policy.policy import Policy
from bot.state.audit.entry import Entry, Kind
from bot.state.intents import Intent
from bot.state.lease import Lease
from bot.state.proposals import Controls, Idea, Plan, Proposal, Proposals, Signal
from bot.state.report.agent import AgentRow, BinRow, EvidenceRow, SliceRow
from bot.state.report.fleet import KillRow
from bot.state.report.lp import LpFigures
from bot.state.report.memo import MemoReport
from bot.state.report.report import Report
from bot.words.instant import parse
from tests.effects import reports

AT, UNTIL = "2026-11-21T09:30:00.000Z", "2026-11-21T11:00:00.000Z"
DAYS = tuple(f"2026-11-{day:02}" for day in range(1, 21))
MEMO = """# title

## Risk

| Agent | PnL |
| --- | --: |
| `fox` | +1.0 bps |

<script>window.ran = 1</script> ![x](http://a.test/x.png)
"""
LETTER = f"""Dear partners
{"-" * 120}
<script>window.ran = 1</script>

Agents
------
Agent{" " * 40}  Decision{" " * 12}         PnL  Why
tide-btc{" " * 37}  HOLD{" " * 16}  +913.0 bps  It goes on as it went on in the days before.
"""
STRANGE = """'"><img src=x onerror="window.ran = 1"><script>window.ran = 1</script>"""


def material(agents: dict[str, AgentRow] | None = None) -> Material:
    return Material(
        report=report(agents),
        lease=Lease(generated_at=AT, valid_until=UNTIL, sequence=7),
        policy=Policy(),
        points=tuple(Point(day, 40.0 * at, at % 7) for at, day in enumerate(DAYS)),
        beliefs={"tide-btc/1": tuple(Belief(day, 1.3**at) for at, day in enumerate(DAYS))},
        entries=(entry(1, "tide-btc", "shadow", "canary"), entry(2, STRANGE, "shadow", "killed")),
        intents=(opened("promote/anchor-sol/canary/1"),),
        proposals=proposals(),
        note=Note(MemoReport(subject=STRANGE), MEMO),
        mails=(Mailed("lp_daily", LpFigures(subject=STRANGE), LETTER, Post(sent=2)),),
        home=Home("https://github.com/acme/fleet", "main", "governor-state"),
    )


def proposals() -> Proposals:
    thesis = f"It follows what others do too late. {STRANGE}"
    idea = Idea(
        name="fox",
        strategy_class="momentum",
        parent="tide-btc",
        regime="RISK_OFF",
        symbols=("BTCUSDT",),
        thesis=thesis,
        data_sources=("candles of the venue",),
        signals=(Signal(kind="momentum", lookback_hours=24, weight=0.5),),
        evaluation=Plan(offline="Replay a year of hours.", shadow="Four weeks in shadow."),
        risk_controls=Controls(min_confidence=0.2, max_weight=0.1, rules=("Flat in storms.",)),
        expected_edge_bps=12.0,
    )
    fox = Proposal(id="1", name="fox", at=AT, rank=1, reasons=(STRANGE,), idea=idea)
    owl = Proposal(id="2", name="owl", at=AT, state="refused", reasons=(STRANGE,))
    return Proposals(generated_at=AT, by=STRANGE, proposals=(fox, owl))


def report(agents: dict[str, AgentRow] | None) -> Report:
    usual = reports.breached()
    why = f"{STRANGE}\u202e{'w' * 9000} javascript:alert(1)"
    strange = reports.agent("quarantined", why=why, owner=STRANGE, strategy_class="c" * 5000)
    every = agents or {**usual.agents, "tide-btc": traded(), STRANGE + "é雪" * 5000: strange}
    stopped = KillRow(
        target="agent:banished-btc", stage="killed", since=AT, reason=STRANGE, by="kim"
    )
    more = {"agents": every, "auto_kill": (stopped,), "scorecard": reports.scorecard()}
    return usual.model_copy(update=more)


def traded(**more: object) -> AgentRow:
    fields: dict[str, Any] = {
        "score": 91.2,
        "pnl_sum_bps": 913.0,
        "alpha_30d_bps": 412.3,
        "cost_usd": 3.2,
        "why": "Live: the chance that its edge is gone is 0.03, and it is demoted above 0.8.",
        "regimes": {
            "RISK_ON": SliceRow(n=40, net_bps=610.0, hit_rate=0.61),
            "RISK_OFF": SliceRow(n=9, net_bps=-44.0, hit_rate=0.4),
        },
        "horizons": {"24": SliceRow(n=40, net_bps=566.0, hit_rate=0.6)},
        "bins": (BinRow(low=0.6, n=30, said=0.64, came=0.7),),
        "evidence": EvidenceRow(epoch=1, fingerprint="ab12", e_value=146.2, mean_bps=12.0),
        "n": {"alpha_30d_bps": 29, "cost_usd": 60},
        **more,
    }
    return reports.agent("live", **fields)


def entry(seq: int, subject: str, before: str, after: str) -> Entry:
    body: Any = {
        "from": {"stage": before},
        "to": {"stage": after},
        "why": f"Because of {subject}.",
    }
    at = parse(f"2026-11-{seq + 9:02}T01:05:00Z")
    return Entry(seq, at, Kind.DECISION, "governor", subject, body, "", "ab" * 32, "", "", "", "")


def opened(key: str) -> Intent:
    return Intent(at=AT, key=key, digest="d", kind="open", phase="done", ref="17")
