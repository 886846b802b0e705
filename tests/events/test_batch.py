from bot.events.batch import Batch, judge
from bot.events.chunk import Chunk
from bot.events.identity import unpack
from tests.fakes.events import INTAKE, line, report, signal


def judged(text: bytes) -> Batch:
    return judge(Chunk("a.jsonl", 1, text), INTAKE)


def test_good_lines_are_sorted_by_kind_and_keep_their_numbers() -> None:
    batch = judged(b"\n".join([line(signal()), line(report()), line(signal(run_id="r"))]))
    assert batch.signals.numbers == (1, 3)
    assert batch.telemetry.numbers == (2,)
    assert (batch.lines, batch.empty, batch.refused) == (3, 0, ())
    assert len(batch.signals.lines()) == len(list(unpack(batch.signals.identities))) == 2


def test_refused_lines_say_where_they_stood() -> None:
    text = b"\xef\xbb\xbf" + line(signal()) + b"\r\n\r\n  \n{\r\n" + line(signal(direction="UP"))
    batch = judged(text)
    places = [(one.problem.file, one.problem.line, one.problem.field) for one in batch.refused]
    assert places == [("a.jsonl", 4, ""), ("a.jsonl", 5, "direction")]
    assert (batch.lines, batch.empty, batch.size) == (3, 2, len(text))
    assert batch.refused[0].raw == b"{\r"


def test_numbers_go_on_where_the_chunk_before_ended() -> None:
    batch = judge(Chunk("a.jsonl", 41, b"{\n\n}\n"), INTAKE)
    assert [one.problem.line for one in batch.refused] == [41, 43]


def test_only_the_head_of_an_overlong_line_is_kept() -> None:
    (refused,) = judged(b"x" * 5_000).refused
    assert refused.raw == b"x" * 1_024
