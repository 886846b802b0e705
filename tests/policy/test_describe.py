import os

from bot.policy.describe import fill, table
from bot.policy.load import read
from bot.policy.policy import PARTS
from tests.policy.shipped import ROOT, texts

PAGE = ROOT / "docs" / "policies.md"


def test_the_page_lists_every_key_as_the_models_have_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        PAGE.write_text(fill(page), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == fill(page)


def test_the_page_has_a_table_for_every_file() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(table(name) in page for name in PARTS)


def test_the_example_of_the_page_is_what_is_printed() -> None:
    example = texts() | {
        "policies/agents.yml": b"v: 1\nagents:\n  - name: alpha\n    strategy_class: carry\n"
        b"    version: '1'\n    stage: production\n",
        "policies/kill_list.yml": b"v: 1\nagents:\n  - {name: alhpa, reason: r, by: kim}\n",
        "policies/regimes.yml": b"v: 1\ncaps:\n  RISK_OFF: 0.2\n  HIGH_VOL: 1.35\n",
    }
    printed = "\n".join(problem.sentence() for problem in read(example)[1])
    assert f"$ governor policy check\n{printed}\nThe policies have 3 mistakes.\n" in PAGE.read_text(
        encoding="utf-8"
    )


def test_a_key_says_its_default_and_its_reason() -> None:
    assert (
        "| `lease.minutes` | `90` | How long a lease lets agents trade: three cycles, so two may "
        "be missed. |"
    ) in table("governor")
    assert "| `agents[].name` | required |" in table("agents")
    assert "| `gates.hit_rate` | `{use: off, min: 0.55}` |" in table("promotion")
    assert "| `costs.venues.NAME.symbols.NAME.fee_bps` | `null` |" in table("governor")
