"""governor doctor: what is wrong with a repository, and how to mend it."""

from collections.abc import Iterable

from bot.commands.examining.line import Examination, Health, Line
from bot.effects.escape import code
from bot.ports.output import Output
from bot.words.count import plural

WIDTH = 15


def doctor(examinations: Iterable[Examination], out: Output) -> int:
    lines = [_tell(out, line) for one in examinations for line in one.lines()]
    defects = sum(line.health is Health.DEFECT for line in lines)
    warnings = sum(line.health is Health.WARNING for line in lines)
    blind = sum(line.health is Health.UNCHECKED for line in lines)
    out.say(f"{plural(defects, 'defect')}, {plural(warnings, 'warning')}, {blind} not checked.")
    out.result({"v": 1, "defects": defects, "lines": [dict(line.wire()) for line in lines]})
    out.summary(_table(lines))
    return 1 if defects else 0


def _tell(out: Output, line: Line) -> Line:
    out.say(f"{line.health.value:<12} {line.about:<{WIDTH}} {line.says}")
    if line.mend:
        out.say(f"{'':<12} {'':<{WIDTH}} mend: {line.mend}")
    return line


def _table(lines: Iterable[Line]) -> str:
    rows = (
        f"| {line.health.value} | {line.about} | {code(line.says)} | {code(line.mend)} |\n"
        for line in lines
        if line.health is not Health.OK
    )
    return "| | what | how it stands | mend |\n|---|---|---|---|\n" + "".join(rows)
