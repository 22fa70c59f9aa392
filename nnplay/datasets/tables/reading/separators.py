"""What stands between the columns of a file."""

from __future__ import annotations

import contextlib
import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from nnplay.datasets.tables.reading.header import has_number
from nnplay.datasets.tables.reading.records import SEPARATORS, plain_records, quoted_records

SAMPLE_RECORDS = 200
"""Records that the separator is found in."""

_SEVERAL = re.compile(r"\d +[+-]?\d")


def told_separator(text: str) -> tuple[str, str]:
    """The text without Excel's first line `sep=;`, and the separator that it names; empty where it names none."""
    told = re.match(r"\"?sep=([,;\t|])\"?\n", text)
    if not told:
        return text, ""
    return text[told.end() :], next(name for name, sign in SEPARATORS.items() if sign == told[1])


def find_separator(text: str) -> str:
    """The sign that cuts the first records into the same number of parts, more than one."""
    sample = "\n".join(line for line in itertools.islice(_lines(text), 4 * SAMPLE_RECORDS))
    nothing = next((name for name, sign in SEPARATORS.items() if not sample.strip(f"{sign}\n ")), "")
    if nothing:
        return nothing
    best, best_score = "comma", 0.0
    # A comma may be a decimal sign, so that the others are asked first.
    for name in ("tab", "semicolon", "bar", "comma"):
        score = _agreement(_cut(sample, name))
        if score > best_score + 0.05:
            best, best_score = name, score
    # Blanks stand in texts and over tables too, so that they must cut nearly all lines alike, and into numbers. Of
    # 1,5 2,5 a comma cuts all lines alike too, and a tab may stand among blanks: then its cells have several numbers.
    broken = best in ("comma", "tab") and _are_broken(_cut(sample, best))
    if best_score < 0.9 or broken or (best == "tab" and best_score < 1):
        cuts = best_score > 0
        best_score = 0.9 if broken else max(best_score, 0.9)
        for name in ("blanks", "wide blanks"):
            records = _cut(sample, name)
            score = _agreement(records)
            # R writes one name fewer than columns.
            score += bool(records) and len(records[0]) == _usual(records) - 1 and 1 / len(records)
            if broken and cuts and not _fits_names(records) and _fits_names(_cut(sample, best)):
                continue  # a telephone number or a place has blanks between its numbers too
            if score > best_score and _numbers(records) >= (0.5 if broken else 1e-9):
                best, best_score = name, score
    return best


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _cut(sample: str, separator: str) -> list[list[str]]:
    """The first records."""
    records = []
    with contextlib.suppress(csv.Error):
        for record, _ in (
            quoted_records(sample, separator, strict=False) if '"' in sample else plain_records(sample, separator)
        ):
            if any(cell.strip() for cell in record):
                records.append(record)
            if len(records) == SAMPLE_RECORDS:
                break
    return records


def _usual(records: list[list[str]]) -> int:
    return Counter(map(len, records)).most_common(1)[0][0] if records else 0


def _agreement(records: list[list[str]]) -> float:
    """The share of records that have the same number of parts; 0 where that is one.

    Some lines may end in a separator behind which nothing stands.
    """
    ended = [record[:-1] if not record[-1].strip() else record for record in records]
    shares = []
    for cut in (records, ended):
        usual = _usual(cut)
        shares.append(sum(len(record) == usual for record in cut) / len(cut) if usual > 1 else 0.0)
    return max(shares)


def _fits_names(records: list[list[str]]) -> bool:
    """Whether the first record has as many parts as most."""
    return bool(records) and len(records[0]) == _usual(records)


def _numbers(records: list[list[str]]) -> float:
    """The share of columns that have numbers in most of their cells."""
    usual = _usual(records)
    rows = [record for record in records if len(record) == usual]
    columns = [[has_number(row[place].strip()) for row in rows] for place in range(usual)]
    return sum(sum(flags) >= 0.5 * len(flags) for flags in columns) / max(usual, 1)


def _are_broken(records: list[list[str]]) -> bool:
    """Whether a fifth of the cells have several numbers with blanks between them."""
    cells = [cell for record in records for cell in record]
    return sum(bool(_SEVERAL.search(cell)) for cell in cells) > 0.2 * len(cells)
