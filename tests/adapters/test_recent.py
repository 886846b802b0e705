from bot.adapters.recent import Recent


def test_what_was_read_is_held_until_newer_things_need_the_room() -> None:
    held = Recent(most=6)
    held.put("a", b"aa")
    held.put("b", b"bbb")
    assert (held.get("a"), held.get("b"), held.get("c")) == (b"aa", b"bbb", None)
    held.get("a")
    held.put("c", b"cc")
    assert (held.get("a"), held.get("b"), held.get("c")) == (b"aa", None, b"cc")


def test_what_is_put_twice_takes_its_room_once() -> None:
    held = Recent(most=4)
    held.put("a", b"aa")
    held.put("a", b"aa")
    held.put("b", b"bb")
    assert (held.get("a"), held.get("b")) == (b"aa", b"bb")


def test_what_is_larger_than_all_room_is_not_held() -> None:
    held = Recent(most=2)
    held.put("a", b"aaa")
    assert held.get("a") is None
