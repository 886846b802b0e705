"""The issue that says that the fleet stands still, and what it says once it goes on."""

from bot.decisions.heartbeat import Stale
from bot.effects.blocks import bullets
from bot.effects.effect import CloseIssue, UpsertIssue
from bot.effects.escape import code, markdown
from bot.effects.marker import Mark, mark, marked

LABEL = "governor:watchdog"
TITLE = "🚨 Governor: the fleet is stale"
OPEN, HEALED = "watchdog", "watchdog-healed"
LONGEST = 600
MEANS = (
    "Nobody trades live any more once the lease has run out, and no change that raises risk passes "
    "the gate. Kills do, and bite."
)
RUNS = (
    f"the newest runs of the workflow {code('cycle')}: if it fails, its summary says why; run it "
    "by hand once that is mended"
)
SCHEDULE = (
    "whether it still starts: GitHub disables schedules after 60 days without activity in a "
    "repository, and drops them where minutes are used up; the workflow's page then offers "
    f"{code('Enable workflow')}"
)
DOCTOR = f"what {code('governor doctor')} says of tokens, branches, prices and policies"


def key_of(stale: Stale) -> str:
    return mark(f"{OPEN}/{stale.since}", None).key


def is_watchdogs(said: Mark | None) -> bool:
    return said is not None and said.key.startswith(f"{OPEN}/")


def stale_issue(stale: Stale, number: int | None) -> UpsertIssue:
    text = (
        f"**{_sentence(stale.text)}**\n\n{MEANS}\n\nLook at\n\n{bullets((RUNS, SCHEDULE, DOCTOR))}"
    )
    said = mark(f"{OPEN}/{stale.since}", text)
    return UpsertIssue(said, TITLE, marked(text, said), (LABEL,), number)


def healed_issue(number: int, beat: str) -> CloseIssue:
    text = f"**It goes on:** a cycle was done at {beat}. What it missed is judged late, and listed."
    said = mark(f"{HEALED}/{number}", text)
    return CloseIssue(said, number, marked(text, said))


def _sentence(text: str) -> str:
    line = markdown(text, LONGEST)
    return f"{line[0].upper()}{line[1:]}{'' if line.endswith('.') else '.'}"
