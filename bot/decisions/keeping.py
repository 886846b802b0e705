"""What judging keeps of what it gathered, as operations of one commit."""

from collections.abc import Iterator

from bot.decisions.gather import Gathered
from bot.state.documents import Document
from bot.state.evidence import EVIDENCE, checkpoint_path, day_path
from bot.state.put import PutDocument
from bot.state.tree import Operation
from bot.stats.book import InForce
from bot.stats.enrolment import page_of
from bot.stats.hypotheses import Table
from bot.stats.keep import line_of
from bot.stats.keeping import ForgetCheckpoints, WriteBook
from bot.stats.kept import day_page


def remembered(gathered: Gathered, table: Table) -> Iterator[Operation]:
    """Keep the days that ended and the checkpoints after them, and `table` where it changed."""
    for day, record in gathered.ended.items():
        yield put(day_path(day), day_page(record))
    for day, checkpoint in gathered.checkpoints.items():
        yield put(checkpoint_path(day), checkpoint)
    if gathered.checkpoints:
        yield ForgetCheckpoints(max(gathered.checkpoints))
    if table != gathered.before:
        yield put(EVIDENCE.pattern, page_of(table))


def written(gathered: Gathered, line: InForce) -> Iterator[Operation]:
    """Write the book where anything but its hour has changed."""
    old = gathered.in_force
    if (line.weights, line.regime, line.cap, line.last_known) != (
        old.weights,
        old.regime,
        old.cap,
        old.last_known,
    ):
        yield WriteBook(line_of(line))


def put(path: str, document: Document) -> PutDocument:
    body = document.model_dump(mode="json")
    return PutDocument(path, body.pop("v"), body)
