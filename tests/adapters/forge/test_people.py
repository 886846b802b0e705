import pytest

from bot.ports.forge.people import Permission
from tests.adapters.forge.world import ACME, PEOPLE, World


@pytest.mark.parametrize("login", list(PEOPLE))
def test_everyone_is_who_they_are(world: World, login: str) -> None:
    me = world.acting(login).identity()
    assert (me.login, me.is_bot) == (login, login.endswith("[bot]"))


def test_the_repository_is_named(world: World) -> None:
    assert world.bot.repository() == ACME


@pytest.mark.parametrize(("login", "permission"), [*PEOPLE.items(), ("nemo", Permission.NONE)])
def test_permissions_are_told(world: World, login: str, permission: Permission) -> None:
    assert world.bot.permission_of(login) is permission


@pytest.mark.parametrize("held", list(Permission))
@pytest.mark.parametrize("needed", list(Permission))
def test_permissions_are_a_ladder(held: Permission, needed: Permission) -> None:
    ladder = ["none", "read", "triage", "write", "maintain", "admin"]
    assert held.covers(needed) == (ladder.index(held) >= ladder.index(needed))
