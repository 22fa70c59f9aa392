"""Columns of dates and times."""

from __future__ import annotations

import numpy as np

from nnplay.datasets.preprocessing.cells import number
from nnplay.datasets.preprocessing.column_format import MOST_ODD, ColumnFormat
from nnplay.datasets.preprocessing.counted_dates import COUNTED, count_seconds
from nnplay.datasets.preprocessing.dates import CLEAR, Moments, parts_of, read_dates, to_moments, to_seconds
from nnplay.datasets.preprocessing.dress import duration
from nnplay.datasets.tables.columns.column_report import (
    DATE_ORDERS,
    NEARLY_EMPTY,
    ODD_SHARE,
    ColumnChoices,
    ColumnReport,
    RawColumn,
    missing_texts,
)
from nnplay.datasets.tables.columns.identifiers import words_of
from nnplay.datasets.tables.findings import Finding, FindingAnswer, quoted
from nnplay.i18n import N_, tr

SAMPLE = 200
"""Cells that are looked at first: most columns are no dates."""


_DURATIONS = frozenset(
    (
        "duration",
        "dauer",
        "runtime",
        "elapsed",
        "pace",
        "finish",
        "lap",
        "laufzeit",
        "zielzeit",
        "bestzeit",
        "nettozeit",
    )
    + ("durée", "duración", "durata", "duração", "playtime", "length")
)


def find_dates(column: RawColumn, choices: ColumnChoices) -> Moments | None:
    """The moments of a column that has dates or times; None where it has something else."""
    texts = list(column.words.values)
    if not _are_dates(texts[:SAMPLE], column.words.values):
        return None
    if set(words_of(column.name)) & _DURATIONS and all(map(duration, texts[:SAMPLE])):
        return None
    present = [text if text in column.words.values else None for text in column.texts]
    column.day_first = choices.date_order == DATE_ORDERS[0]
    moments = read_dates(present, column.day_first)
    if choices.date_order == "auto":
        day, month = moments.ordered
        if day > month:
            column.day_first = True
            moments = read_dates(present, True)
        elif moments.ambiguous >= 0 and not month:
            column.day_first = _in_order(read_dates(present, True).values) and not _in_order(moments.values)
            moments = read_dates(present, column.day_first)
    known = int((~np.isnat(moments.values)).sum())
    # 12.2024 and 20240301 are dates where all are.
    numbers = sum(number(text, "point") is not None for text in texts[:SAMPLE])
    least = 1.0 if numbers > ODD_SHARE * SAMPLE or numbers == len(texts) else 1 - ODD_SHARE
    return moments if known >= least * column.present and known and (least < 1 or len(texts) > 2) else None


def counted_moments(values: np.ndarray, counted: str) -> Moments:
    """The moments of numbers that count, as `counted_dates.COUNTED` names it."""
    moments = to_moments(count_seconds(values, counted))
    return Moments(moments, (0, 0), -1, False, np.full(len(values), CLEAR, np.int8))


def ask_for_counted(column: RawColumn, is_date: bool) -> list[Finding]:
    """Says how numbers are taken for dates, with the choice to have them as numbers."""
    if not column.counted:
        return []
    name = column.name
    example = quoted(next(text for text in column.texts if text is not None))
    now = tr("dates, {counted}", counted=tr(COUNTED[column.counted])) if is_date else tr("numbers, as you chose")
    answers = (
        FindingAnswer(N_("Dates"), removes={"decimals": (name,)}),
        FindingAnswer(N_("Numbers"), adds={"decimals": (name,)}),
    )
    text = tr("The numbers of “{name}”, such as {example}, are treated as {now}.", name=name, example=example, now=now)
    return [Finding(text, answers, now=0 if is_date else 1, column=name)]


def looks_like_dates(texts: list[str]) -> bool:
    """Whether texts that are numbers could be dates too, such as 20240301 and 12.2024."""
    return not np.isnat(read_dates(texts[:3], False).values).any()


def _are_dates(texts: list[str], counts: dict[str, int]) -> bool:
    found = ~np.isnat(read_dates(texts, False).values) | ~np.isnat(read_dates(texts, True).values)
    return bool(found.any()) and sum(counts[text] for text, one in zip(texts, found, strict=True) if one) >= (
        1 - ODD_SHARE
    ) * sum(counts[text] for text in texts)


def _in_order(moments: np.ndarray) -> bool:
    known = moments[~np.isnat(moments)]
    return bool((known[1:] >= known[:-1]).all() or (known[1:] <= known[:-1]).all())


def of_dates(column: RawColumn, moments: Moments, choices: ColumnChoices) -> ColumnReport:
    name, rows = column.name, len(column.texts)
    codes = to_seconds(moments.values)
    known = codes[~np.isnan(codes)]
    odd = [
        text for text, code in zip(column.texts, codes, strict=True) if text in column.words.values and np.isnan(code)
    ]
    odd_texts = tuple(dict.fromkeys(odd))[:MOST_ODD]
    findings = ask_for_counted(column, is_date=True)
    both = min(moments.ordered) > 0
    if both:
        text = tr("Some dates in “{name}” can only have the day first, and some only the month. Check them.", name=name)
        findings.append(Finding(text, doubt=True, column=name))
    if moments.ambiguous >= 0:
        example = column.texts[moments.ambiguous] or ""
        ordered = moments.ordered[0] != moments.ordered[1]
        shown = {"name": name, "example": quoted(example)}
        if column.day_first:
            text = tr("In “{name}”, {example} is read with the day first.", **shown)
        else:
            text = tr("In “{name}”, {example} is read with the month first.", **shown)
        text += tr(" Other dates in the column confirm it.") if ordered else tr(" It could be the other way around.")
        findings.append(
            Finding(
                text,
                tuple(FindingAnswer(order, sets={"date_order": order}) for order in DATE_ORDERS),
                now=0 if column.day_first else 1,
                doubt=not ordered and choices.date_order == "auto",
                column=name,
            )
        )
    parts = parts_of(moments)
    told = any(moments.ordered) or moments.ambiguous >= 0 or choices.date_order != "auto"
    order = "" if both else "told" if told else "unknown"
    note = ""
    if odd:
        more = tr(", like {odd:,} more", odd=len(odd) - 1) if len(odd) > 1 else ""
        note = tr("{odd} is not a date; it counts as missing{more}.", odd=quoted(odd[0]), more=more)
    left_out = "" if parts else tr("It is always the same.")
    if not left_out and rows - len(known) > NEARLY_EMPTY * rows:
        left_out = tr("It is nearly empty.")
    return ColumnReport(
        name,
        "date",
        rows - len(known),
        len(np.unique(known)),
        codes,
        ColumnFormat(
            name,
            "date",
            odd=odd_texts,
            day_first=column.day_first,
            order=order,
            counted=column.counted,
            missing=missing_texts(choices, ()),
        ),
        note,
        left_out,
        parts=parts,
        findings=tuple(findings),
    )
