"""Columns of numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnplay.datasets.preprocessing.column_format import MOST_ODD, ColumnFormat
from nnplay.datasets.preprocessing.dress import DURATION, undress
from nnplay.datasets.tables.columns import missing_words
from nnplay.datasets.tables.columns.column_report import (
    MAX_CATEGORIES,
    NEARLY_EMPTY,
    ODD_SHARE,
    ColumnChoices,
    ColumnReport,
    RawColumn,
    missing_texts,
)
from nnplay.datasets.tables.columns.identifiers import identifies, is_named_so
from nnplay.datasets.tables.columns.number_formats import number_format
from nnplay.datasets.tables.columns.number_look import Evidence, NumberLook
from nnplay.datasets.tables.csv_file import Table
from nnplay.datasets.tables.findings import Finding, FindingAnswer, quoted
from nnplay.i18n import N_, tr

FEW_NUMBERS = 10
"""A column must have more different numbers than that for its other cells to count as missing."""


def of_numbers(
    column: RawColumn, seen: NumberLook, table: Table, choices: ColumnChoices, everywhere: Evidence
) -> ColumnReport | None:
    """The report of a column of numbers; None where too many cells are none."""
    name, texts = column.name, column.texts
    if seen.share < 1 - ODD_SHARE:
        return None
    format, either = number_format(
        name, seen, everywhere, table.rule.separator, table.rule.decimal, choices.thousands, choices.decimals
    )
    stand_ins = tuple(column.words.stand_ins)
    missing = {*missing_texts(choices, ()), *(text.casefold() for text in stand_ins)}
    format = replace(format, missing=tuple(sorted(missing)))
    if column.read is not None and column.read[1] == (format.decimal or "point"):
        values, odd = column.read[0], list[int]()
    else:
        values, odd = format.numbers(texts)
    known = values[~np.isnan(values)]
    distinct = len(np.unique(known))
    if not distinct or (odd and not (len(odd) <= ODD_SHARE * column.present and distinct > FEW_NUMBERS)):
        return None
    notes = _notes_of(column, seen, format)
    if odd:
        first = odd[0]
        more = tr(", like {odd:,} more", odd=len(odd) - 1) if len(odd) > 1 else ""
        notes.append(
            tr(
                "Line {lines}: {quoted} is not a number; it counts as missing{more}.",
                lines=table.lines[first],
                quoted=quoted(texts[first] or ""),
                more=more,
            )
        )
    if any(text.startswith("(") for text in column.words.values) and (known < 0).any():
        notes.append(tr("Numbers in parentheses are negative."))
    format = replace(format, odd=tuple(dict.fromkeys(texts[place] or "" for place in odd))[:MOST_ODD])
    findings = missing_words.ask_for_words(name, column.words, len(texts), are_values=False)
    findings += missing_words.ask_for_stand_ins(name, column.words, len(texts))
    findings += missing_words.stand_ins(name, values, texts)
    present = [text for text, value in zip(texts, values, strict=True) if text is not None and not np.isnan(value)]
    reason = identifies(name, present, known)
    if not reason:
        findings += _may_be_names(column, distinct)
    left_out = reason
    if distinct == 1:
        left_out = tr("It is always {known:g}.", known=known[0])
    elif len(texts) - len(known) > NEARLY_EMPTY * len(texts):
        left_out = tr("It is nearly empty.")
    return ColumnReport(
        name,
        "number",
        len(texts) - len(known),
        distinct,
        values,
        format,
        " ".join(notes),
        left_out,
        findings=tuple(findings),
        identifier=bool(reason),
        either=either,
    )


def _notes_of(column: RawColumn, seen: NumberLook, format: ColumnFormat) -> list[str]:
    """What is to be said of how its numbers are written."""
    notes = []
    if format.unit == DURATION:
        notes.append(tr("Its durations are counted in their smallest unit: 1:30 is 90."))
    elif format.unit:
        notes.append(tr("Its unit is {unit}.", unit=format.unit))
    if seen.evidence.point and seen.evidence.comma and not format.decimal:
        notes.append(tr("Some of its numbers have a decimal point and some a decimal comma; both are read."))
    if format.limits:
        dressed = ((text, undress(text)) for text in column.words.values)
        bound = next((text, found.limit) for text, found in dressed if found and found.limit)
        if bound[1] == "±":
            notes.append(tr("In numbers such as {bound}, the part after ± is left out.", bound=quoted(bound[0])))
        else:
            notes.append(tr("Bounds such as {bound} are read as the number in them.", bound=quoted(bound[0])))
    if format.magnitudes:
        notes.append(tr("Letters such as K and M are multiplied in: 1K is 1000."))
    return notes


def _may_be_names(column: RawColumn, distinct: int) -> list[Finding]:
    """Asks whether numbers are names, where they begin with 0 or the column's name says so."""
    zeros = next((text for text in column.texts if text and text[0] == "0" and text.isdigit() and len(text) > 1), "")
    if zeros:
        why = tr("{zeros} begins with 0, like numbers that are names, such as postal codes", zeros=quoted(zeros))
    elif is_named_so(column.name) and distinct > 2:
        why = tr("judging by the column’s name, its numbers may be names, whose size means nothing")
    else:
        return []
    name = column.name
    answers = (
        FindingAnswer(N_("Numbers"), removes={"categories": (name,)}),
        FindingAnswer(N_("Names"), adds={"categories": (name,)})
        if distinct <= MAX_CATEGORIES
        else FindingAnswer(N_("Leave it out"), adds={"left_out": (name,)}),
    )
    return [Finding(tr("In “{name}”, {why}. They are treated as numbers.", name=name, why=why), answers, column=name)]
