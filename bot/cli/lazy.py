"""A click group that imports a command only when it is run, so that help and errors are instant."""

from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("bot.cli.init:init", "Set a repository up."),
    "doctor": ("bot.cli.doctor:doctor", "What is wrong with a repository, and the mend."),
    "demo": ("bot.cli.demo:demo", "Govern a bundled fleet for sixty days, offline."),
    "cycle": ("bot.cli.cycle:cycle", "All that is due now: take in, settle, judge, act."),
    "ingest": ("bot.cli.ingest:ingest", "Take in signals and telemetry."),
    "reconcile": ("bot.cli.reconcile:reconcile", "Settle what is due at real prices."),
    "run-agents": ("bot.cli.run_agents:run_agents", "Run the agents that are due."),
    "forensics": ("bot.cli.forensics:forensics", "What the worst trades have in common."),
    "judge": ("bot.cli.judge:judge", "Judge every agent; report, weights and lease."),
    "replay": ("bot.cli.replay:replay", "What the policies would have made of the past."),
    "measures": ("bot.cli.measures:measures", "Every agent over a whole ledger, by SQL."),
    "backfill": ("bot.cli.backfill:backfill", "Settle a whole history at once, by SQL."),
    "lp-report": ("bot.cli.lp_report:lp_report", "The mail to partners, to each once."),
    "verify-history": (
        "bot.cli.verify_history:verify_history",
        "Decide again what was decided, and compare.",
    ),
    "plan": ("bot.cli.acting:plan", "What apply would do on the forge now."),
    "apply": ("bot.cli.acting:apply", "Comments, fleet issue, pull requests, once each."),
    "gate": ("bot.cli.gate:gate", "Judge a pull request, and set the check that lets it merge."),
    "enforce": ("bot.cli.enforce:enforce", "What a merged edit of the policies stops at once."),
    "watchdog": ("bot.cli.watchdog:watchdog", "Shut the gate where no cycle is done any more."),
    "memo": ("bot.cli.memo:memo", "The weekly memo of the investment committee."),
    "propose": ("bot.cli.propose:propose", "Agents that the fleet lacks, for people to accept."),
    "scaffold": ("bot.cli.scaffold:scaffold", "Ask an accepted agent into the fleet, in shadow."),
    "respond": ("bot.cli.respond:respond", "Obey a command that a person wrote in a comment."),
    "kill": ("bot.cli.buttons:kill", "Stop an agent, a strategy class or the whole fleet."),
    "revive": ("bot.cli.buttons:revive", "Lift a kill; an agent begins again in shadow."),
    "pause": ("bot.cli.buttons:pause", "Stop for a while."),
    "release": ("bot.cli.buttons:release", "End a pause, a quarantine or a breach."),
    "rollback": ("bot.cli.rollback:rollback", "Undo a merged pull request by another."),
    "mode": ("bot.cli.buttons:mode", "Shadow or live, for the whole fleet."),
    "status": ("bot.cli.status:status", "The fleet in the terminal."),
    "serve": ("bot.cli.serve:serve", "The dashboard, on this machine alone."),
    "site": ("bot.cli.site:site", "Write the dashboard, as static pages."),
    "policy": ("bot.cli.policy:policy", "Check the policies."),
    "schema": ("bot.cli.schema:schema", "The JSON Schema of any file."),
    "audit": ("bot.cli.audit:audit", "Check the record of decisions and human acts."),
    "compact": (
        "bot.cli.compact:compact",
        "Less room for what is old; says first what it would do.",
    ),
    "slots": ("bot.cli.slots:slots", "Which scheduled jobs are due, and what they missed."),
    "resend": ("bot.cli.resend:resend", "Send work that could not be pushed."),
}


class LazyGroup(click.Group):
    """Knows its commands by name, place and one line of help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            _refuse(ctx, args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _refuse(ctx: click.Context, name: str) -> None:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistyped name pays for it

    near = get_close_matches(name, COMMANDS, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise click.UsageError(f"There is no command {name!r}.{hint}", ctx)
