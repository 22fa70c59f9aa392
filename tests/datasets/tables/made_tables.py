"""Small made-up tables, each of a kind that people have and programs read wrongly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnplay.datasets.store import uploads
from nnplay.spec import DatasetSpec

ROWS = 60


def spec_of(content: str | bytes, **options: Any) -> DatasetSpec:
    """The spec of a table with this content."""
    file = uploads.keep(content.encode() if isinstance(content, str) else content)
    return DatasetSpec("table", {"file": file, **options})


def lines(names: str, row: Callable[[int, np.random.Generator], Sequence[object]], count: int = ROWS) -> str:
    """A CSV: a line of names, and so many rows, whose cells a seeded generator may make up."""
    rng = np.random.default_rng(0)
    sign = next((sign for sign in ";\t|," if sign in names), ",")
    made = [sign.join(map(str, row(number, rng))) for number in range(count)]
    return "\n".join(([names] if names else []) + made) + "\n"


def number(rng: np.random.Generator) -> str:
    """A number with two decimals, below 1 as often as not."""
    return f"{rng.uniform(0, 2):.2f}"


def two(row: int) -> str:
    """One of two classes, which has nothing to do with the others."""
    return "ab"[row * 7919 % 5 % 2]


def comma(text: str) -> str:
    """With a decimal comma."""
    return text.replace(".", ",")


def german(value: int) -> str:
    """With points between thousands."""
    return f"{value:,}".replace(",", ".")


MADE: dict[str, str] = {
    "blanks_between_columns.txt": lines(
        "name calories cost", lambda row, rng: [f"beer{row} {100 + row * 37 % 91} {number(rng)}"]
    ),
    "class_with_two_examples.csv": lines(
        "a,b,y", lambda row, rng: [number(rng), number(rng), "rare" if row < 2 else two(row)], 62
    ),
    "currency_percent_units.csv": lines(
        "price,discount,weight,ok",
        lambda row, rng: [
            f'"${rng.integers(100_000, 900_000):,}"',
            f"{rng.integers(5, 50)}%",
            f"{rng.integers(40, 120)} kg",
            two(row),
        ],
    ),
    "decimal_comma_train.csv": lines(
        "laenge;breite;wert",
        lambda row, rng: [comma(f"{rng.uniform(0, 3):.3g}"), comma(number(rng)), comma(number(rng))],
    ),
    "footnote.csv": lines("time,temp,hum,state", lambda row, rng: [row, number(rng), number(rng), two(row)])
    + "Source: own measurement\n",
    "german_thousands_mixed.csv": lines(
        "Einwohner;Haushalte;Lage",
        lambda row, rng: [german(people := int(rng.integers(300, 9000))), german(people // 3), two(row)],
    ),
    "header_only.csv": "a,b,c\n",
    "id_camelcase_leak.csv": lines(
        "PatientId,age,status",
        lambda row, rng: [
            10_000 + row * 16 + int(rng.integers(9)),
            rng.integers(20, 80),
            "sick" if row > 29 else "well",
        ],
    ),
    "last_column_nearly_empty.csv": lines(
        "a,b,kind,comment",
        lambda row, rng: [number(rng), number(rng), two(row), ["wet", "dry"][row % 2] if row in (7, 8) else ""],
    ),
    "less_than.csv": lines(
        "ph,temp,turbidity",
        lambda row, rng: [number(rng), number(rng), "<1.0" if row % 4 == 0 else f"{rng.uniform(1, 9):.1f}"],
    ),
    "month_and_value.csv": lines(
        "Month,Sales", lambda row, rng: [f"{1949 + row // 12}-{row % 12 + 1:02d}", rng.integers(100, 700)]
    ),
    "name_cut_at_a_blank.csv": lines(
        '"' + "How much do you care about this " * 3 + 'now and then and why",age,y',
        lambda row, rng: [["A lot", "Some"][row % 2], rng.integers(20, 80), two(row)],
    ),
    "no_header_missing.csv": lines(
        "", lambda row, rng: ["?" if row % 5 == 0 else rng.integers(3, 99), number(rng), two(row)]
    ),
    "none_is_a_class.csv": lines(
        "amount,rate,damage", lambda row, rng: [rng.integers(1, 99), number(rng), ["none", "minor", "severe"][row % 3]]
    ),
    "none_is_a_level.csv": lines(
        "phone,amount,risk", lambda row, rng: [["none", "yes"][row % 2], rng.integers(1, 99), two(row)]
    ),
    "numbers_over_1e15.csv": lines("a,b,y", lambda row, rng: [number(rng), f"{rng.uniform(1, 6):.3f}e+19", two(row)]),
    "numeric_column_names.csv": lines(
        "country,1960,1970,1980", lambda row, rng: [f"c{row}", number(rng), number(rng), number(rng)]
    ),
    "odd_cells_train_but_not_predict.csv": lines(
        "a,b,y", lambda row, rng: ["#REF!" if row in (0, 30) else rng.integers(1, 99), number(rng), two(row)]
    ),
    "one_class.csv": lines("a,b,y", lambda row, rng: [number(rng), number(rng), "a"]),
    "regression_large_target.csv": lines(
        "mileage,year,model,price",
        lambda row, rng: [
            1000 * rng.integers(5, 90),
            rng.integers(2008, 2014),
            ["SE", "SEL", "SES"][row % 3],
            rng.integers(2000, 15_000),
        ],
    ),
    "repeated_header.tsv": (
        whole := lines("Class\tA1\tA2", lambda row, rng: ["ABC"[row % 3], number(rng), number(rng)])
    )
    + whole,
    "row_names_without_name.tsv": lines("a\tb\tc", lambda row, rng: [row, number(rng), number(rng), two(row)]),
    "title_line.csv": "Messreihe 2024 Station 3\n"
    + lines("time,temp,hum,state", lambda row, rng: [row, number(rng), number(rng), two(row)]),
}
"""By the names of the files in the cases that were found: each is a small one of the same kind."""
