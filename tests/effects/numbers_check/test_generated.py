"""Two hundred memos with one planted error each; and not one right number is refused."""

from collections import Counter

from bot.effects.numbers_check.check import check
from tests.effects.numbers_check.memos import PLANTS, Author

MEMOS = 200


def planted(seed: int, kind: str) -> tuple[Author, str, str]:
    author = Author(seed)
    while True:
        memo = author.memo()
        at = author.chance.randrange(len(memo))
        sentence = memo[at]
        text = PLANTS[kind](author, sentence, author.chance.choice(sentence.numbers))
        if text is not None and text != sentence.text:
            return author, " ".join([one.text for one in memo[:at]] + [text]), text


def test_no_right_number_is_refused() -> None:
    refused = []
    for seed in range(MEMOS):
        author = Author(seed)
        memo = " ".join(sentence.text for sentence in author.memo())
        refused += check(memo, author.facts)
    assert refused == []


def test_planted_errors_are_caught() -> None:
    kinds, missed = list(PLANTS), Counter[str]()
    told = []
    for seed in range(MEMOS):
        kind = kinds[seed % len(kinds)]
        author, memo, sentence = planted(10_000 + seed, kind)
        if not check(memo, author.facts):
            missed[kind] += 1
            told.append((kind, sentence))
    figure = f"{MEMOS - missed.total()} of {MEMOS} planted errors caught; missed: {told}"
    print(figure)  # noqa: T201 - the figure that docs/memo.md gives
    assert missed.total() <= MEMOS // 100
