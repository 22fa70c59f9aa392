"""Predicting new examples: a place in the plane, a form of sliders, a file of rows, or pictures."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.datasets import Signature, load_dataset
from nnplay.datasets.preprocessing.dates import to_moments
from nnplay.datasets.preprocessing.encoding import InputColumn
from nnplay.datasets.preprocessing.fitted import Preprocess
from nnplay.datasets.preprocessing.reading_rule import HEADERS, ReadingRule
from nnplay.datasets.preprocessing.text import COLUMN, TextReading
from nnplay.datasets.tables import csv_file
from nnplay.datasets.tables.columns import column_types
from nnplay.datasets.tables.csv_download import to_csv
from nnplay.datasets.tables.csv_file import ENDINGS, Table
from nnplay.i18n import number, tr
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_errors
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.server import ask
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.common.table_height import table_height
from nnplay.ui.inside.example import cautions
from nnplay.ui.inside.state import InsideState
from nnplay.ui.predict import pictures, plane
from nnplay.ui.predict.answer import answer_columns, offer_download, one_answer, shown_answers

MOST_IN_FORM = 40
"""Columns that the form has; further ones keep their typical value."""

SHOWN_ROWS, MOST_ROWS = 200, 10
"""Of a file: rows that are shown, and so many of them in sight at once."""

FORM_COLUMNS = 2


def show(session: Session, run: SessionRun) -> None:
    """Draws what new examples can be given, and what the network says to them."""
    with show_errors():
        preprocess = Preprocess.load(run.job.folder)
        if note := run.job.history.baseline_note:
            st.warning(tr("{note} Don't rely on what it predicts.", note=note), icon=":material/trending_flat:")
        if preprocess.family == "image":
            pictures.show(session, run, preprocess)
            return
        by_hand, from_file = st.tabs([tr("One example by hand"), tr("A file of examples")])
        with by_hand, show_errors():
            if preprocess.text:
                _text(run, preprocess, preprocess.text)
            elif run.job.spec.dataset.kind.family == "plane":
                plane.show(session, run, preprocess)
            else:
                _form(run, preprocess)
        with from_file, show_errors():
            _file(run, preprocess)


# One example ------------------------------------------------------------------------------------


def _form(run: SessionRun, preprocess: Preprocess) -> None:
    @st.fragment
    def draw() -> None:
        left, right = st.columns([1.5, 1], gap="large")
        with left:
            st.caption(
                tr(
                    "Each slider runs from the smallest to the largest value in the training data and starts at the "
                    "median."
                )
            )
            cells = {column.name: _typical(column) for column in preprocess.needed}
            drawn = preprocess.needed[:MOST_IN_FORM]
            for start in range(0, len(drawn), FORM_COLUMNS):
                # A row at a time: on a phone they then stack in the table's order.
                row = enumerate(drawn[start : start + FORM_COLUMNS], start)
                for (at, column), place in zip(row, st.columns(FORM_COLUMNS, gap="medium"), strict=False):
                    with place:
                        cells[column.name] = _cell(column, preprocess.signature, f"predict-{run.number}-{at}")
            if len(preprocess.needed) > MOST_IN_FORM:
                st.caption(
                    tr(
                        "The other {needed} columns keep a typical value. To set them too, use a file of examples.",
                        needed=len(preprocess.needed) - MOST_IN_FORM,
                    )
                )
        with right, st.container(key="predict-answer"), show_errors():
            answers: pd.DataFrame = ask(run, "predict_rows", rows=pd.DataFrame([cells]))
            one_answer(preprocess.signature, answers)

    draw()


def _text(run: SessionRun, preprocess: Preprocess, reading: TextReading) -> None:
    """A text that is typed in, and the answer; it begins with the first test example."""
    (first,) = reading.texts(load_dataset(run.job.spec.dataset).x_test[:1])

    @st.fragment
    def draw() -> None:
        left, right = st.columns([1.5, 1], gap="large")
        with left:
            typed = st.text_input(
                tr("Your text"),
                first,
                key=f"predict-text-{run.number}",
                max_chars=500,
                help=tr(
                    "The network reads the first {length} {unit}, in lower case.",
                    length=reading.length,
                    unit=tr(reading.unit),
                ),
            )
            if not typed.strip():
                st.info(tr("Type a text and press Enter."), icon=":material/keyboard:")
                return
            for caution in cautions(reading, typed):
                st.warning(caution, icon=":material/warning:")
            (codes,) = reading.codes([typed])
            st.caption(tr("What it reads: {join}", join=" ".join(f"`{shown}`" for shown in reading.shown(codes))))
            if st.button(tr("How it reads this"), icon=":material/visibility:", key=f"predict-inside-{run.number}"):
                inside = current().part(InsideState)
                inside.text, inside.source, inside.part = typed, "own", "Reading"
                current().choose_run(run)
                st.switch_page("pages/look_inside.py")
        with right, st.container(key="predict-answer"), show_errors():
            inputs = preprocess.inputs(reading.codes([typed]))
            one_answer(preprocess.signature, preprocess.answers(ask(run, "predict", inputs=inputs)))

    draw()


def _typical(column: InputColumn) -> Any:
    if column.values:
        return column.values[int(column.typical)]
    return to_moments(np.array([column.typical]))[0] if column.parts else column.typical


def _cell(column: InputColumn, signature: Signature, key: str) -> Any:
    label = plain(signature.said(column.name))
    if column.values:
        at = int(column.typical)
        return st.selectbox(label, column.values, index=at, key=key, format_func=signature.said)
    if column.parts:
        return _moment(column, label, key)
    if column.low == column.high:
        return st.number_input(label, value=column.low, key=key, help=tr("It was the same in all training examples."))
    step, digits = _step(column)
    if column.whole and max(abs(column.low), abs(column.high)) < 2**53:  # a browser counts no further
        return st.slider(label, int(column.low), int(column.high), int(column.typical), int(step), key=key)
    low, typical, high = on_steps(column, digits)
    return st.slider(label, low, high, typical, float(step), format=f"%.{digits}f", key=key)


def _moment(column: InputColumn, label: str, key: str) -> Any:
    """A date, a time, or both, whichever the training's column had."""
    low, typical, high = (moment.item() for moment in to_moments(np.array([column.low, column.typical, column.high])))
    has_hours = any(part.startswith("hour") for part in column.parts)
    if has_hours and low.date() == high.date():
        chosen = st.time_input(label, typical.time(), key=key)
        return datetime.datetime.combine(typical.date(), chosen)
    # Later dates than those of the training are what a forecast is for.
    earliest, latest = (
        datetime.datetime(min(max(moment.year + years, 1), 9999), month, day)
        for moment, years, month, day in ((low, -10, 1, 1), (high, 10, 12, 31))
    )
    if has_hours:
        return st.datetime_input(label, typical, min_value=earliest, max_value=latest, key=key)
    return st.date_input(label, typical.date(), min_value=earliest.date(), max_value=latest.date(), key=key)


def on_steps(column: InputColumn, digits: int) -> tuple[float, float, float]:
    """The least, the typical and the largest value of a slider, with so many decimals: else it would tell -0.00."""
    scale = 10.0**digits
    low, high = math.floor(column.low * scale) / scale, math.ceil(column.high * scale) / scale
    return low + 0.0, min(max(round(column.typical, digits), low), high) + 0.0, high + 0.0


def _step(column: InputColumn) -> tuple[float, int]:
    """A round step of about a hundredth of the range, and the decimals that it needs."""
    power = math.floor(math.log10((column.high - column.low) / 100))
    if column.whole:
        return max(1.0, 10.0**power), 0
    return 10.0**power, max(0, -power)


# A file of rows ---------------------------------------------------------------------------------


def _file(run: SessionRun, preprocess: Preprocess) -> None:
    names = [COLUMN] if preprocess.text else [column.name for column in preprocess.needed]
    shown = ", ".join(names[:12]) + (tr(" and {names} more", names=len(names) - 12) if len(names) > 12 else "")
    reading = preprocess.reading
    if reading and reading.header != HEADERS[0]:
        how = tr(
            "A table such as CSV, with {width} columns in the same order as the training table", width=reading.width
        )
    else:
        how = tr("A table such as CSV, with a line of names and these columns: {shown}", shown=shown)
    also = "" if reading else tr(" Other columns are ignored.")
    same = tr(" It is read in the same way as the training table.") if reading else ""
    st.caption(plain(f"{how}.{also}{same}"))
    file = st.file_uploader(tr("New examples"), type=list(ENDINGS), key=f"predict-file-{run.number}", width=520)
    if file is None:
        return
    table, rule = _read(file.getvalue(), preprocess, names)
    rows = table.cells.set_axis(pd.Index(table.lines, name="line"))
    answers: pd.DataFrame = ask(run, "predict_rows", rows=rows, decimal=rule.decimal)
    for finding in table.findings:
        st.caption(plain(finding.text))
    for column, values in preprocess.unknown(rows).items():
        st.warning(
            plain(
                tr("The network has never seen {values} in “{column}”. ", values=_few(values), column=column)
                + (
                    tr("It reads them as unknown.")
                    if preprocess.text
                    else tr("For these rows, it uses only the other columns.")
                )
            ),
            icon=":material/warning:",
        )
    for column, values in preprocess.excused(rows, rule.decimal).items():
        st.warning(
            plain(
                tr(
                    "In “{column}”, {values} is not a number and counts as missing, as in the training table.",
                    column=column,
                    values=_few(values),
                )
            ),
            icon=":material/warning:",
        )
    unknown = int(answers.iloc[:, 0].isna().sum())
    if unknown:
        st.warning(
            tr(
                "{unknown:,} rows have missing values and get no prediction: the network was trained on complete "
                "rows only.",
                unknown=unknown,
            ),
            icon=":material/warning:",
        )
    joined = pd.concat([rows, _apart(answers, rows)], axis=1)
    _counts(preprocess, answers)
    st.dataframe(
        shown_answers(joined.head(SHOWN_ROWS), preprocess.signature),
        height=table_height(len(joined), MOST_ROWS),
        hide_index=True,
        column_config=answer_columns(joined, preprocess.signature),
    )
    if len(joined) > SHOWN_ROWS:
        st.caption(
            tr(
                "The first {shown_rows} of {joined:,} rows. The file below has all of them.",
                shown_rows=SHOWN_ROWS,
                joined=len(joined),
            )
        )
    offer_download(to_csv(joined, rule), f"{file.name.rsplit('.', 1)[0]}-predicted.csv")


def _few(values: list[str]) -> str:
    return ", ".join(f"“{value[:30]}”" for value in values[:5]) + (" …" if len(values) > 5 else "")


def _read(content: bytes, preprocess: Preprocess, names: list[str]) -> tuple[Table, ReadingRule]:
    """New rows, and how their numbers are written: as those of the training where that was a file, else as found."""
    if preprocess.reading:
        table = csv_file.read(content, preprocess.reading, preprocess.signature.target_name)
        return table, preprocess.reading
    table = csv_file.read(content)
    if table.rule.header != HEADERS[0] and not set(names) <= set(table.columns):
        # The first line is taken for names where that is what makes the columns fit.
        named = csv_file.read(content, ReadingRule(header=HEADERS[0]))
        table = named if set(names) & set(named.columns) else table
    report = column_types.report(table)
    for finding in report.findings:
        if finding.doubt and finding.column in names:
            st.warning(plain(finding.text), icon=":material/help:")
    return table, report.rule


def _apart(answers: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """With other names where the rows hold earlier predictions."""
    return answers.rename(columns=lambda name: f"{name} (new)" if name in rows else name)


def _counts(preprocess: Preprocess, answers: pd.DataFrame) -> None:
    known = answers.iloc[:, 0].dropna()
    if preprocess.signature.task == "regression":
        if len(known):
            st.markdown(
                tr(
                    "**{known:,} predictions** from {known2:,.4g} to {known3:,.4g}.",
                    known=len(known),
                    known2=known.min(),
                    known3=known.max(),
                )
            )
        return
    counts = known.value_counts()
    names, said = preprocess.signature.class_names[:12], preprocess.signature.said
    parts = ", ".join(f"{plain(said(name))} {number(int(counts.get(name, 0)), ',')}" for name in names)
    st.markdown(tr("**{known:,} predictions:** {parts}.", known=len(known), parts=parts))
