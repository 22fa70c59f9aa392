"""How the numbers of a column are written: decimal sign, thousands. Decided by the whole column, and by the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nnplay.datasets.preprocessing.cells import DECIMALS
from nnplay.datasets.preprocessing.column_format import ColumnFormat
from nnplay.datasets.preprocessing.dress import is_currency
from nnplay.datasets.tables.columns.number_look import Evidence, NumberLook
from nnplay.datasets.tables.findings import Finding, FindingAnswer, named, quoted
from nnplay.i18n import number, tr

ODD_SHARE = 0.1
"""The share of cells from which on another decimal sign is no slip."""


MANY_ROUND = 5
"""So many numbers with three decimals do not all end in 000."""


@dataclass(frozen=True)
class Either:
    """A column whose numbers have decimals or thousands.

    Args:
        column: Its name.
        example: One of its cells.
        decimal: The sign that was taken for decimal.
        why: Why, as the end of a sentence.
        doubt: Whether it could well be otherwise.
    """

    column: str
    example: str
    decimal: str
    why: str
    doubt: bool


def number_format(
    name: str,
    seen: NumberLook,
    others: Evidence,
    separator: str,
    decimal: str,
    thousands: Collection[str],
    decimals: Collection[str],
) -> tuple[ColumnFormat, Either | None]:
    """How the numbers of a column are written, and what is to be asked or said of it.

    Args:
        name: The column.
        seen: What is seen of it.
        others: What all columns together say.
        separator: A name of `SEPARATORS`.
        decimal: A name of `DECIMALS` that holds for the file, or "auto".
        thousands, decimals: Columns in which a single sign was said to stand between thousands, or before decimals.
    """
    own = seen.evidence
    sign, either = "", None
    if decimal in DECIMALS:
        sign = decimal
    elif min(own.point, own.comma) > ODD_SHARE * (own.point + own.comma) and not any(own.either.values()):
        sign = ""  # both, and each cell tells which
    elif own.point or own.comma:
        sign = "comma" if own.comma > own.point else "point"
    elif any(own.either.values()):
        either = _either(name, seen, others, separator, thousands, decimals)
        sign = either.decimal
    elif others.point or others.comma:
        sign = "comma" if others.comma > others.point else "point"
    other = "," if sign == "point" else "."
    grouped = bool(sign) and own.either[other] + own.grouped[sign] > 0
    made = ColumnFormat(
        name,
        "number",
        decimal=sign,
        grouped=grouped,
        unit=seen.unit,
        bare=seen.bare,
        magnitudes=seen.magnitudes,
        limits=seen.limits,
    )
    return made, either if either and either.why else None


def _either(
    name: str,
    seen: NumberLook,
    others: Evidence,
    separator: str,
    thousands: Collection[str],
    decimals: Collection[str],
) -> Either:
    """The decimal sign of a column whose cells have decimals or thousands, and why it is that one."""
    own = seen.evidence
    mark = "." if own.either["."] >= own.either[","] else ","
    as_decimal, as_thousands = ("point", "comma") if mark == "." else ("comma", "point")
    known = "comma" if others.comma > others.point else "point" if others.point > others.comma else ""
    if name in thousands:
        return Either(name, own.example, as_thousands, tr("as you chose"), doubt=False)
    if name in decimals:
        return Either(name, own.example, as_decimal, tr("as you chose"), doubt=False)
    if is_currency(seen.unit) and not own.long:
        # No money has three decimals.
        return Either(name, own.example, as_thousands, "", doubt=False)
    if own.round == sum(own.either.values()) > MANY_ROUND and not own.long:
        return Either(name, own.example, as_thousands, tr("as all of them end in 000"), doubt=False)
    if own.long and known in ("", as_decimal):
        # Who writes 1.695 for a thousand does not write 1234 beside it.
        return Either(name, own.example, as_decimal, "", doubt=False)
    if known:
        comma = known == "comma"
        why = (
            tr("because other columns have a decimal comma")
            if comma
            else tr("because other columns have a decimal point")
        )
        return Either(name, own.example, known, why, doubt=own.long > 0)
    if own.short:
        why = tr("because the other numbers there have no more than three digits")
        return Either(name, own.example, as_thousands, why, doubt=True)
    usual = {"comma": "point", "semicolon": "comma"}.get(separator, "point")
    return Either(name, own.example, usual, tr("which is usual in such files"), doubt=True)


def ask_for_thousands(found: Sequence[Either]) -> list[Finding]:
    """What is to be asked or said of columns with decimals or thousands; those that are alike together."""
    alike: dict[tuple[str, str, str, bool], list[Either]] = {}
    for one in found:
        alike.setdefault(("." if "." in one.example else ",", one.decimal, one.why, one.doubt), []).append(one)
    findings = []
    for (mark, sign, why, doubt), columns in alike.items():
        names = tuple(one.column for one in columns)
        example = columns[0].example
        whole, plain = example.replace(mark, ""), example.replace(mark, ".")
        decimal = ("+" if plain[0] == "+" else "") + number(float(plain), ".3f")
        grouped = sign != ("point" if mark == "." else "comma")
        findings.append(
            Finding(
                tr(
                    "In {names}, {example} can be {whole} or {decimal}. It is read as {part}, {why}.",
                    names=named(names),
                    example=quoted(example),
                    whole=whole,
                    decimal=decimal,
                    part=whole if grouped else decimal,
                    why=why,
                ),
                (
                    FindingAnswer(whole, adds={"thousands": names}, removes={"decimals": names}),
                    FindingAnswer(decimal, adds={"decimals": names}, removes={"thousands": names}),
                ),
                now=0 if grouped else 1,
                doubt=doubt,
                column=names[0],
            )
        )
    return findings
