import pytest

from bot.errors import Forbidden, Invalid, NotFound
from bot.ports.forge.talk import Emoji, Reaction
from tests.adapters.forge.world import World


@pytest.mark.parametrize("kind", ["issue", "pull"])
def test_comments_come_oldest_first_with_their_authors(world: World, kind: str) -> None:
    number = (world.opened("topic") if kind == "pull" else world.bot.open_issue("Issue")).number
    first = world.bot.create_comment(number, "first")
    world.acting("rita").create_comment(number, "second")
    listed = world.bot.comments(number)
    assert [(one.author, one.body) for one in listed] == [
        ("governor[bot]", "first"),
        ("rita", "second"),
    ]
    assert world.bot.comment(first.id) == listed[0]
    assert {one.number for one in listed} == {number}


def test_comments_are_of_one_thread(world: World) -> None:
    one, two = world.bot.open_issue("One").number, world.bot.open_issue("Two").number
    world.bot.create_comment(one, "here")
    assert not world.bot.comments(two)


def test_an_edit_keeps_the_place_and_the_author(world: World) -> None:
    number = world.bot.open_issue("Issue").number
    first, _ = (world.bot.create_comment(number, text) for text in ("first", "second"))
    edited = world.bot.update_comment(first.id, "first, edited")
    assert (edited.id, edited.author, edited.created_at) == (
        first.id,
        first.author,
        first.created_at,
    )
    assert [one.body for one in world.bot.comments(number)] == ["first, edited", "second"]


def test_a_deleted_comment_is_gone_and_its_id_is_not_used_again(world: World) -> None:
    number = world.bot.open_issue("Issue").number
    old = world.bot.create_comment(number, "old")
    world.bot.delete_comment(old.id)
    assert not world.bot.comments(number)
    with pytest.raises(NotFound):
        world.bot.update_comment(old.id, "new")
    with pytest.raises(NotFound):
        world.bot.delete_comment(old.id)
    assert world.bot.create_comment(number, "new").id != old.id


def test_readers_change_their_own_words_only(world: World) -> None:
    number = world.bot.open_issue("Issue").number
    ours = world.bot.create_comment(number, "ours")
    theirs = world.acting("rita").create_comment(number, "theirs")
    with pytest.raises(Forbidden):
        world.acting("rita").update_comment(ours.id, "forged")
    with pytest.raises(Forbidden):
        world.acting("rita").delete_comment(ours.id)
    assert world.acting("rita").update_comment(theirs.id, "mine").body == "mine"


@pytest.mark.parametrize("body", ["", " \n", "x" * 65_537])
def test_empty_and_endless_comments_are_refused(world: World, body: str) -> None:
    number = world.bot.open_issue("Issue").number
    with pytest.raises(Invalid):
        world.bot.create_comment(number, body)
    assert not world.bot.comments(number)


def test_any_text_comes_back_as_it_was(world: World) -> None:
    text = "a | b\n<script>\u202e @all ![x](http://x) \U0001f916 " + "é" * 60_000
    number = world.bot.open_issue("Issue", text).number
    assert world.bot.issue(number).body == text
    assert world.bot.create_comment(number, text).body == text
    assert world.bot.comments(number)[0].body == text


def test_one_reacts_once(world: World) -> None:
    comment = world.bot.create_comment(world.bot.open_issue("Issue").number, "do it")
    for _ in range(2):
        world.bot.react(comment.id, Emoji.EYES)
    world.acting("rita").react(comment.id, Emoji.EYES)
    assert list(world.bot.reactions(comment.id)) == [
        Reaction(Emoji.EYES, "governor[bot]"),
        Reaction(Emoji.EYES, "rita"),
    ]


def test_nobody_talks_to_what_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        world.bot.create_comment(999, "hello")
    with pytest.raises(NotFound):
        world.bot.comments(999)
