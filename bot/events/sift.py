"""Each event once: copies are counted, contradictions go to the quarantine."""

from bot.events.batch import Batch, Block, Refused
from bot.events.clash import clash
from bot.events.identity import unpack
from bot.events.known import read_known, read_refusals
from bot.events.quarantine import line_of, name_of
from bot.events.tally import Tally
from bot.events.tolerance import Intake
from bot.state.tree import Tree


class Sieve:
    """Knows what the state holds and what passed; the quarantine is read when it is needed."""

    def __init__(self, tree: Tree, intake: Intake, tally: Tally) -> None:
        self._tree, self._intake, self._tally = tree, intake, tally
        self._known = read_known(tree, intake)
        self._refusals: set[str] | None = None

    def pass_on(self, batch: Batch) -> tuple[bytes, bytes, bytes]:
        """Give the lines that are new: of signals, of telemetry, of the quarantine."""
        refused = [one for one in batch.refused if not self._is_copy(one)]
        signals = self._fresh(batch.source, batch.signals, self._known.signals, refused)
        telemetry = self._fresh(batch.source, batch.telemetry, self._known.telemetry, refused)
        self._tally.lines += batch.lines
        self._tally.empty += batch.empty
        self._tally.signals += signals.count(b"\n")
        self._tally.telemetry += telemetry.count(b"\n")
        return signals, telemetry, self._quarantine(refused)

    def _is_copy(self, refused: Refused) -> bool:
        """Tell whether it was taken in when its sender still belonged to the fleet."""
        for key, content in unpack(refused.identity):
            if content in (self._known.signals.get(key), self._known.telemetry.get(key)):
                self._tally.duplicates += 1
                return True
        return False

    def _fresh(
        self, source: str, block: Block, known: dict[bytes, bytes], refused: list[Refused]
    ) -> bytes:
        copies, clashes = _sift(block, known)
        if not copies and not clashes:
            return block.data
        lines = block.lines()
        refused.extend(clash(source, block.numbers[at], lines[at]) for at in sorted(clashes))
        self._tally.duplicates += len(copies)
        old = copies | clashes
        return b"".join([line for at, line in enumerate(lines) if at not in old])

    def _quarantine(self, refused: list[Refused]) -> bytes:
        if not refused:
            return b""
        if self._refusals is None:
            self._refusals = read_refusals(self._tree, self._intake)
        return b"".join([self._refuse(one, self._refusals) for one in refused])

    def _refuse(self, refused: Refused, before: set[str]) -> bytes:
        self._tally.note(refused.problem)
        name = name_of(refused)
        if name in before:
            self._tally.refused_before += 1
            return b""
        before.add(name)
        self._tally.quarantined += 1
        return line_of(name, refused, self._intake.stamp)


def _sift(block: Block, known: dict[bytes, bytes]) -> tuple[set[int], set[int]]:
    """Learn what is new; find the places of copies and of contradictions."""
    copies, clashes = set(), set()
    for at, (key, content) in enumerate(unpack(block.identities)):
        earlier = known.get(key)
        if earlier is None:
            known[key] = content
        elif earlier == content:
            copies.add(at)
        else:
            clashes.add(at)
    return copies, clashes
