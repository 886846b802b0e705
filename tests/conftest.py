"""Rules for every test: under CI nothing is skipped, and git is always the same git."""

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI", "") not in ("", "false", "0")

# Under CI the same examples each time: what they find is found on a desk, where new ones are drawn.
settings.register_profile(
    "governor",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=IN_CI,
)
settings.load_profile("governor")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Find out when a pytest names tests so that xdist keeps none together: it says nothing."""
    if getattr(session.config.option, "loadgroup", False):
        grouped = [one for one in session.items if one.get_closest_marker("xdist_group")]
        assert all("@" in one.nodeid for one in grouped), "xdist and pytest disagree about groups"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI never allows: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _same_git_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp()))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "TRADING_MODE"):
        monkeypatch.delenv(name, raising=False)
