"""The steps of a cycle, joined to the outside; one connection to the forge serves them all."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import cache

from bot.commands.admission import Admission, tolerance_of
from bot.commands.alerting import alert_breach
from bot.commands.apply import apply
from bot.commands.cycle import Round
from bot.commands.cycling.due import judge_due
from bot.commands.cycling.step import Step
from bot.commands.gate import gate_all
from bot.commands.ingest import ingest
from bot.commands.reconcile import reconcile
from bot.ledger.terms import terms_of
from bot.ports.forge import Forge
from bot.ports.output import Output
from bot.wiring.acting import site_of
from bot.wiring.gate import gate_keeper
from bot.wiring.judging import bench_of
from bot.wiring.mail import siren
from bot.wiring.market import market_of
from bot.wiring.reverting import reverts
from bot.wiring.shell import Shell


@contextmanager
def cycle_round(shell: Shell) -> Iterator[Round]:
    with ExitStack() as stack:
        forge = cache(lambda: stack.enter_context(shell.forge()))
        steps = (
            Step("ingest", lambda out: _ingest(shell, out)),
            Step("reconcile", lambda out: _reconcile(shell, out)),
            Step("judge", lambda out: _judge(shell, out)),
            Step("apply", lambda out: _apply(shell, forge, out)),
            Step("gate", lambda out: _gate(shell, forge, out)),
            # The comments repeat the verdicts.
            Step("tell", lambda out: _apply(shell, forge, out), follows="gate"),
            Step("alert", lambda out: alert_breach(siren(shell, out))),
        )
        yield Round(steps, shell.out, time.monotonic)


def _ingest(shell: Shell, out: Output) -> int:
    fingerprints, problems = shell.fingerprints
    out.problems(problems)
    admission = Admission(tolerance_of(shell.policy.governor.events), fingerprints)
    return ingest(shell.store, out, (), shell.now, admission, spread=shell.spread)


def _reconcile(shell: Shell, out: Output) -> int:
    return reconcile(shell.store, market_of(shell), out, terms_of(shell.policy), shell.now)


def _judge(shell: Shell, out: Output) -> int:
    return judge_due(replace(bench_of(shell), output=out), shell.policy.governor)


def _apply(shell: Shell, forge: Callable[[], Forge], out: Output) -> int:
    site = replace(site_of(shell, forge()), output=out)
    return apply(site, shell.lacking(forge()), reverts(shell))


def _gate(shell: Shell, forge: Callable[[], Forge], out: Output) -> int:
    """Set no verdict where nothing may be set; acting has said by then what is lacking."""
    if shell.lacking(forge()):
        return 0
    rules = {shell.settings.commit: shell.written_policy} if shell.settings.commit else {}
    keeper = replace(
        gate_keeper(shell), forge=lambda: nullcontext(forge()), output=out, rules=rules
    )
    return gate_all(keeper)
