"""What is set up on the forge: labels, the right to open pull requests, the required check."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.acting.pulls import COLORS
from bot.commands.setting_up.step import Look, Step
from bot.effects.merge_check import NAME
from bot.errors import Refused
from bot.ports.forge import Forge
from bot.ports.forge.checks import Required

ACTIONS_APP = "github-actions[bot]"
TICK = (
    "in Settings > Actions > General > Workflow permissions tick *Allow GitHub Actions to create "
    "and approve pull requests*, for the organization too"
)
RULESET = (
    "in Settings > Rules > Rulesets add a branch ruleset: enforcement active, target the default "
    "branch, restrict deletions, block force pushes, require the status check {check} from {app}; "
    "for a private repository that needs a paid plan"
)
RAISING = "governor-raise"
REVIEWERS = (
    f"in Settings > Environments > {RAISING} tick *Required reviewers* and name some; for a "
    "private repository that needs GitHub Enterprise"
)
HISTORY = frozenset({"deletion", "non_fast_forward"})
KEEP = (
    "in Settings > Rules > Rulesets add a branch ruleset: enforcement active, target {branch}, "
    "restrict deletions, block force pushes, and nothing else"
)


@dataclass(frozen=True, slots=True)
class Foundation:
    """`app` is the login that the fleet's workflows act by; `is_out` that the files are there.

    `branch` is that of the state.
    """

    forge: Callable[[], Forge]
    app: str
    is_out: Callable[[], bool]
    branch: Callable[[], str]

    def steps(self) -> tuple[Step, ...]:
        ruleset = RULESET.format(check=NAME, app=self.app)
        keep = KEEP.format(branch=self.branch())
        made = "nothing has to be done, each is made when it is first used"
        return (
            Step("labels", self._look_labels, self._make_labels, made),
            Step("pull requests", self._look_opening, self._let_open, TICK),
            Step("approval", self._look_approval, self._make_approval, REVIEWERS),
            Step("history", self._look_history, self._keep_history, keep),
            Step("ruleset", self._look_ruleset, self._require, ruleset),
        )

    def _lacking_labels(self) -> list[str]:
        there = {one.name for one in self.forge().labels()}
        return [name for name in COLORS if name not in there]

    def _look_labels(self) -> Look:
        lacking = self._lacking_labels()
        if not lacking:
            return Look("all are there")
        return Look(f"{len(lacking)} missing", f"make the labels {', '.join(lacking)}")

    def _make_labels(self) -> None:
        for name in self._lacking_labels():
            self.forge().ensure_label(COLORS[name])

    def _look_opening(self) -> Look:
        if self.app != ACTIONS_APP:
            return Look(f"{self.app} opens them, and needs no such setting")
        if self.forge().actions_open_pulls():
            return Look("workflows may open them")
        return Look("workflows may not open them", "let workflows open pull requests")

    def _let_open(self) -> None:
        self.forge().let_actions_open_pulls()

    def _look_approval(self) -> Look:
        """Leave one that is there as it is: who protects it has more in mind than reviewers."""
        there = self.forge().environments()
        if RAISING not in there:
            todo = f"make the environment {RAISING}, where you approve what raises risk"
            return Look(f"there is no environment {RAISING}", todo)
        return Look(f"{RAISING} waits for {'a reviewer' if there[RAISING] else 'nobody'}")

    def _make_approval(self) -> None:
        self.forge().make_environment(RAISING)

    def _look_history(self) -> Look:
        branch = self.branch()
        if not branch or set(self.forge().rules_of(branch)) >= HISTORY:
            return Look(f"{branch or 'the default branch'} keeps its history")
        todo = f"let nobody delete {branch} or push over its history"
        return Look(f"whoever may push can delete {branch}", todo)

    def _keep_history(self) -> None:
        self.forge().keep_history(self.branch())

    def _look_ruleset(self) -> Look:
        branch = self.forge().repository().default_branch
        if any(one.name == NAME for one in self.forge().required_checks(branch)):
            return Look(f"{branch} requires {NAME}")
        todo = f"require {NAME} from {self.app} on {branch}"
        return Look(f"{branch} does not require {NAME}", todo)

    def _require(self) -> None:
        """Only once the files are there: a push would be refused from then on."""
        forge = self.forge()
        branch = forge.repository().default_branch
        if not self.is_out():
            raise Refused(f"Cannot protect {branch}: push the files first, then run this again.")
        forge.require_checks(branch, [Required(NAME, forge.app_id(self.app))])
