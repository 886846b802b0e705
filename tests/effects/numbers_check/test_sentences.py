from bot.effects.numbers_check.sentences import sentences, without


def test_decimals_and_abbreviations_end_no_sentence() -> None:
    text = "It made 3.5 bps vs. 2.1 bps. tide-btc fell!\nWhy?"
    assert sentences(text) == ["It made 3.5 bps vs. 2.1 bps.", "tide-btc fell!", "Why?"]


def test_a_sentence_is_cut_and_an_empty_paragraph_goes() -> None:
    assert without("One. Two.\nThree.", ["One.", "Three."]) == "Two."
