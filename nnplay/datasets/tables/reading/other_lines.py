"""Lines of a file that are no rows of its table: titles, comments, notes, sums, names that come again, units."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from nnplay.datasets.preprocessing.cells import is_missing
from nnplay.datasets.tables.findings import Finding, FindingAnswer, quoted
from nnplay.datasets.tables.reading.header import SAMPLE, find_header, has_number, is_number
from nnplay.i18n import N_, tr

_RULE = re.compile(r"[-=_+:|─━═\s]*[-=_─━═][-=_+:|─━═\s]*")
_COMMENT = re.compile(r"[#%!]|//|--")
_SUMS = frozenset(
    (
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "sums",
        "summe",
        "gesamt",
        "insgesamt",
        "saldo",
        "balance",
    )
    + ("average", "mean", "mittelwert", "durchschnitt", "median", "count", "anzahl", "suma", "somme", "totale", "soma")
    + ("moyenne", "promedio", "media", "média", "totaal", "gemiddelde", "summa", "razem", "celkem", "összesen")
    + ("итого", "всего", "合計", "总计", "合计", "minimum", "maximum")
)
_NOTE = re.compile(
    r"[*†‡©¹²³]|\(?[0-9a-z]\)|(?:source|note|remark|quelle|hinweis|anm|stand|legend|fuente|nota|fonte|bron|źródło)\w*\b|\(c\)",
    re.IGNORECASE,
)
TITLE_LINES = 5
"""How far below such a line its table may begin."""

MOST_RULES = 5

_KEEP = FindingAnswer(N_("Use all such lines as rows"), sets={"odd_lines": "keep"})


_SAYS_SOMETHING = re.compile(r"[^\W\d_]|[%‰°$€£]")
"""A letter, or a unit's sign."""


class Row(NamedTuple):
    """The cells of a line, and which line of the file it ends in."""

    cells: list[str]
    line: int


def usual_width(rows: list[Row]) -> int:
    """The usual number of columns; the larger one where two are equally usual."""
    sizes = Counter(len(row.cells) for row in rows)
    return max(sizes, key=lambda size: (sizes[size], size))


def _filled(row: Row) -> int:
    return sum(map(bool, row.cells))


def without_empty_ends(rows: list[Row]) -> list[Row]:
    """Without separators at the ends of lines behind which no row has anything."""
    used = max(place for row in rows for place, cell in enumerate(row.cells, 1) if cell)
    longest = max(len(row.cells) for row in rows)
    if used == longest:
        return rows
    return [Row(row.cells[:used], row.line) if not any(row.cells[used:]) else row for row in rows]


def without_title(rows: list[Row], width: int, findings: list[Finding]) -> list[Row]:
    """Without the lines over the table: they have other numbers of columns, or one cell among many empty ones."""
    start = 0
    # A spreadsheet's table may begin in its second column.
    lead = 0
    while lead < width - 1 and not any(row.cells[lead] for row in rows if len(row.cells) == width):
        lead += 1
    inner = [Row(row.cells[lead:], row.line) if lead and len(row.cells) == width else row for row in rows]
    while start < len(rows) - 1 and not _may_begin(inner, start, width - lead):
        start += 1
    title = rows[:start]
    if start == len(rows) - 1 or not title:
        return rows
    first = quoted(next(filter(None, title[0].cells)), 50)
    if len(title) == 1:
        text = tr("Line {line} is above the table and is skipped: {first}.", line=title[0].line, first=first)
    else:
        text = tr(
            "Lines {line} to {last} are above the table and are skipped. They begin with {first}.",
            line=title[0].line,
            last=title[-1].line,
            first=first,
        )
    findings.append(Finding(text))
    return rows[start:]


def _may_begin(rows: list[Row], place: int, width: int) -> bool:
    """Whether the table can begin with this record."""
    row, after = rows[place], rows[place + 1]
    rest = [one.cells for one in rows[place + 2 : place + SAMPLE] if len(one.cells) == width]
    if len(row.cells) == width - 1 and len(after.cells) == width > 2:
        # Names in which that of the first column is missing, if no names follow.
        names = _filled(row) == len(row.cells) and not any(map(is_number, row.cells))
        return names and find_header(after.cells, rest) != (True, True)
    if len(row.cells) != width:
        return False
    if row.cells[-1] or width == 1:
        return True
    # With nothing at its end it is a title if names follow; one cell alone may be followed by any names.
    for distance in range(1, 1 + TITLE_LINES):
        if place + distance >= len(rows) - 1:
            break
        after = rows[place + distance]
        rest = [one.cells for one in rows[place + distance + 1 : place + SAMPLE] if len(one.cells) == width]
        if _filled(after) == width and rest and find_header(after.cells, rest) == (True, True):
            return False
        if _filled(row) == 1 and row.cells[0] and _filled(after) > 1:
            return not (rest and find_header(after.cells, rest)[0])
    return True


def without_rules(rows: list[Row]) -> list[Row]:
    """Without lines of dashes, as they are drawn under names."""
    drawn = {
        row.line
        for row in rows
        if all(_RULE.fullmatch(cell) for cell in row.cells if cell) and len("".join(row.cells)) > 2
    }
    return [row for row in rows if row.line not in drawn] if len(drawn) <= min(MOST_RULES, len(rows) - 1) else rows


def without_leading_comments(rows: list[Row], width: int, findings: list[Finding]) -> list[Row]:
    """Without the comments over a table, of which the last may have the names of its columns."""
    count = next((place for place, row in enumerate(rows) if not _COMMENT.match(row.cells[0])), len(rows))
    if not count or count > len(rows) - 2 or (count == 1 and len(rows[0].cells) == width):
        return rows
    last, rest = rows[count - 1], rows[count:]
    sign = _COMMENT.match(last.cells[0])
    begin = last.cells[0].lstrip(sign[0] if sign else "").strip()
    cells = [begin, *last.cells[1:]] if begin else last.cells[1:]
    names = len(cells) == width and all(cells) and not any(map(is_number, cells))
    below = [row.cells for row in rest if len(row.cells) == width]
    names = names and find_header(below[0], below[1:]) != (True, True) and find_header(cells, below)[0]
    skipped = rows[: count - names]
    if skipped:
        first = quoted(" ".join(skipped[0].cells), 50)
        if len(skipped) > 1:
            text = tr(
                "Lines {line} to {last} are comments and are skipped. They begin with {first}.",
                line=skipped[0].line,
                last=skipped[-1].line,
                first=first,
            )
        else:
            text = tr("Line {line} is a comment and is skipped: {first}.", line=skipped[0].line, first=first)
        findings.append(Finding(text))
    return [Row(cells, last.line), *rest] if names else rest


def without_comments(rows: list[Row], width: int, findings: list[Finding]) -> list[Row]:
    """Without lines that begin with the sign of a comment and have other numbers of columns."""
    comments = [row for row in rows if len(row.cells) != width and _COMMENT.match(row.cells[0])]
    if not comments:
        return rows
    line, first = comments[0].line, quoted(comments[0].cells[0], 50)
    text = tr("Line {line} is a comment and is skipped: {first}.", line=line, first=first)
    if len(comments) > 1:
        text = tr(
            "{comments:,} lines are comments and are skipped, the first is line {line}: {first}.",
            comments=len(comments),
            line=line,
            first=first,
        )
    findings.append(Finding(text))
    found = set(map(id, comments))
    return [row for row in rows if id(row) not in found]


def without_notes(rows: list[Row], width: int, findings: list[Finding]) -> list[Row]:
    """Without the lines under the table: notes, sources and sums."""
    end = len(rows)
    while end > 2 and _is_note(rows[end - 1], width):
        end -= 1
    notes = rows[end:]
    if notes:
        first = quoted(next(filter(None, notes[0].cells)), 50)
        text = tr("Line {line} is below the table and is skipped: {first}.", line=notes[0].line, first=first)
        if len(notes) > 1:
            text = tr(
                "Lines {line} to {last} are below the table and are skipped: {first}.",
                line=notes[0].line,
                last=notes[-1].line,
                first=first,
            )
        findings.append(
            Finding(
                text,
                (FindingAnswer(N_("Skip"), sets={"odd_lines": "auto"}), _KEEP),
            )
        )
    rows = rows[:end]
    while len(rows) > 4 and _is_sum(rows, width):
        text = tr(
            "Line {line} ({filter}) adds up the others and is skipped.",
            line=rows[-1].line,
            filter=quoted(next(filter(None, rows[-1].cells))),
        )
        findings.append(Finding(text, (FindingAnswer(N_("Skip"), sets={"odd_lines": "auto"}), _KEEP)))
        rows = rows[:-1]
    return rows


def _is_sum(rows: list[Row], width: int) -> bool:
    """Whether the last row begins with a word for a sum, which stands nowhere else in its column."""
    last = rows[-1].cells
    label = next(filter(None, last), "")
    words = label.casefold().rstrip(":.").split()
    said = words and len(words) < 4 and (words[0] in _SUMS or words[-1] in _SUMS)
    if not said or not len(last) == width > 1:
        return False
    place = last.index(label)
    return all(len(row.cells) > place and row.cells[place] != label for row in rows[:-1])


def _is_note(row: Row, width: int) -> bool:
    if len(row.cells) != width:
        short = len(row.cells) < width and bool(_NOTE.match(row.cells[0]))
        return short or not any(map(is_number, row.cells)) or _filled(row) == 1
    only = row.cells[0] if _filled(row) == 1 else ""
    return width > 2 and bool(re.search(r"[\s:]", only)) and not has_number(only)


def without_repeated(names: list[str], rows: list[Row], findings: list[Finding]) -> list[Row]:
    again = [row for row in rows if row.cells == names]
    if not again or len(again) == len(rows):
        return rows
    more = tr(" and {again:,} more", again=len(again) - 1) if len(again) > 1 else ""
    text = tr(
        "The names of the columns occur again in line {line}{more}, and are skipped there.",
        line=again[0].line,
        more=more,
    )
    findings.append(Finding(text, (FindingAnswer(N_("Skip"), sets={"odd_lines": "auto"}), _KEEP)))
    return [row for row in rows if row.cells != names]


def without_units(rows: list[Row], findings: list[Finding]) -> list[Row]:
    """Without a second line of names, in which units stand over the numbers."""
    if len(rows) < 4:
        return rows
    first, rest = rows[0].cells, [row.cells for row in rows[1 : SAMPLE + 1]]
    of_numbers = []
    for place in range(len(first)):
        below = [cells[place] for cells in rest if cells[place] and not is_missing(cells[place])]
        if below and sum(map(has_number, below)) >= 0.9 * len(below):
            of_numbers.append(place)
    texts = [first[place] for place in of_numbers]
    named = [text for text in texts if text and not is_missing(text) and _SAYS_SOMETHING.search(text)]
    if any(cells[place] == first[place] != "" for cells in rest for place in of_numbers):
        return rows  # a word for nothing, that comes again
    if not of_numbers or any(map(has_number, texts)) or len(named) < max(1, len(of_numbers) / 2):
        return rows
    if len(of_numbers) == 1 and len(first) > 1:
        return rows  # one odd cell, and no line of units
    shown = ", ".join(cell for cell in first if cell)
    text = tr(
        "Line {line} has words where the others have numbers, so it is skipped: {shown}.",
        line=rows[0].line,
        shown=quoted(shown, 50),
    )
    findings.append(Finding(text, (FindingAnswer(N_("Skip"), sets={"odd_lines": "auto"}), _KEEP)))
    return rows[1:]
