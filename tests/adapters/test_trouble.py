import pytest

from bot.adapters.trouble import RACE, trouble_of

RULES = "the remote's rules refuse the push"
CREDENTIALS = "the remote refuses these credentials"
NOWHERE = "there is no such repository, or no right to see it"
SILENT = "the remote does not answer"
UNKNOWN = "git or the remote failed"


@pytest.mark.parametrize(
    ("complaint", "reason", "again"),
    [
        ("!\ta:b\t[remote rejected] (pre-receive hook declined)", RULES, False),
        ("remote: error: GH006: Protected branch update failed for refs/heads/x.", RULES, False),
        ("remote: error: GH013: Repository rule violations found", RULES, False),
        ("fatal: unable to access 'x': The requested URL returned error: 403", CREDENTIALS, False),
        ("git@github.com: Permission denied (publickey).", CREDENTIALS, False),
        ("fatal: Authentication failed for 'https://github.com/o/r/'", CREDENTIALS, False),
        ("fatal: could not read Username for 'https://github.com'", CREDENTIALS, False),
        ("remote: Repository not found.\nfatal: repository 'https://x/' not found", NOWHERE, False),
        ("fatal: '/x' does not appear to be a git repository", NOWHERE, False),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", SILENT, True),
        ("fatal: unable to access 'x': The requested URL returned error: 503", SILENT, True),
        ("fetch-pack: unexpected disconnect\nfatal: early EOF", SILENT, True),
        ("no answer within 120 s", SILENT, True),
        ("fatal: the moon is in the way", UNKNOWN, True),
        ("fatal: cannot lock ref 'refs/governor/tip'", UNKNOWN, True),
    ],
)
def test_a_complaint_is_understood(complaint: str, reason: str, *, again: bool) -> None:
    trouble = trouble_of(complaint)
    assert trouble.reason.startswith(reason)
    assert trouble.again is again
    assert trouble.mend


@pytest.mark.parametrize(
    "complaint",
    [
        "!\ta:refs/heads/x\t[rejected] (stale info)",
        "!\ta:refs/heads/x\t[rejected] (fetch first)",
        "remote: error: cannot lock ref 'refs/heads/x': is at 1 but expected 2",
        "!\ta:refs/heads/x\t[remote rejected] (failed to update ref)",
        "!\ta:refs/heads/x\t[remote rejected] (reference already exists)",
    ],
)
def test_only_a_push_loses_a_race(complaint: str) -> None:
    assert trouble_of(complaint, racing=True) == RACE
    assert trouble_of(complaint) != RACE


def test_a_rule_that_mentions_a_race_is_a_rule() -> None:
    complaint = "remote: [rejected]\n!\ta:b\t[remote rejected] (pre-receive hook declined)"
    assert trouble_of(complaint, racing=True).reason.startswith(RULES)


def test_a_password_is_not_repeated() -> None:
    trouble = trouble_of("fatal: unable to access 'https://bot:secret@example.com/': nothing")
    assert "secret" not in trouble.reason
    assert "https://example.com/" in trouble.reason


def test_the_remotes_own_words_come_first() -> None:
    complaint = "!\ta:b\t[remote rejected] (hook declined)\nremote: GH006: no.  \nerror: failed"
    assert trouble_of(complaint).reason == f"{RULES} (remote: GH006: no.)"
