"""Commands in comments, for real; and what hostile ones do: nothing."""

from tests.workflows.act import Event, Ran
from tests.workflows.fleet import Fleet


def say(fleet: Fleet, login: str, body: str, branch: str = "topic") -> Ran:
    """Comment under a pull request, as GitHub tells of it."""
    number = fleet.pull(branch, {"README.md": "x\n"}).number
    comment = fleet.forge.acting_as(login).create_comment(number, body)
    said = {"id": comment.id, "body": body, "user": {"login": login, "type": "User"}}
    issue = {"number": number, "pull_request": {}}
    told = {"action": "created", "comment": said, "issue": issue}
    return fleet.run("commands", Event("issue_comment", told, login))


def test_a_kill_in_a_comment(fleet: Fleet) -> None:
    ran = say(fleet, "kim", "Fills are off.\n/governor kill echo fills look wrong")
    assert ran.jobs == {"commands": "success"}, ran.text
    act = fleet.audit()[-1]
    assert (act["actor"], act["body"]["act"]) == ("kim", "kill")


def test_a_release_in_a_comment_goes_through_a_job_of_its_own(fleet: Fleet) -> None:
    say(fleet, "kim", "/governor pause echo maintenance")
    ran = say(fleet, "acme", "/governor release echo all is well", "other")
    assert ran.jobs == {"commands": "success", "approved": "success"}, ran.text
    act = fleet.audit()[-1]
    assert (act["actor"], act["body"]["act"]) == ("acme", "release")


def test_who_may_only_read_is_told_so(fleet: Fleet) -> None:
    ran = say(fleet, "rita", "/governor kill all I do not like it")
    assert ran.jobs == {"commands": "success"}, ran.text
    assert fleet.state("kill_switch.json") == ""
    (_, answer) = fleet.forge.comments(1)
    assert answer.author == "governor[bot]"


def test_talk_starts_nothing(fleet: Fleet) -> None:
    assert say(fleet, "kim", "Kill it?").jobs == {}


def test_a_hostile_comment_is_never_run(fleet: Fleet) -> None:
    mark = fleet.folder / "PWNED"
    nasty = f"""kill "; touch {mark}; $(touch {mark}) `touch {mark}` ${{{{ github.token }}}}"""
    ran = say(fleet, "kim", f"/governor {nasty}")
    assert ran.jobs == {"commands": "success"}, ran.text
    assert not mark.exists()
    assert fleet.state("kill_switch.json") == ""
