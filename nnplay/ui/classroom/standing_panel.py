"""The table of a class: who stands where, on the page and as a file, and whose row is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_store import Handed
from nnplay.classroom.doubts import doubts
from nnplay.classroom.standing import Standing, standing_table
from nnplay.datasets.tables.csv_download import to_csv
from nnplay.i18n import ENGLISH, N_, language, tr, using
from nnplay.ui.classroom.draft import browser_zone, zone_of
from nnplay.ui.common.current import current
from nnplay.ui.common.session import Session
from nnplay.ui.common.table_height import table_height
from nnplay.ui.common.widget_value import WidgetValue

MOST_ROWS = 16
"""So many are seen at once."""

FEW_GOALS, FIT, NARROW = 3, 130, 105
"""Columns of goals are narrower where there are more of them: the result, and what to look at twice, stay in sight."""

# A table's own download would leave names that a spreadsheet takes for formulas as they are; ours does not.
_STYLE = """
<style>
[class*="st-key-standing-"] [data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) {
  display: none;
}
</style>
"""

ACCURACY = "test accuracy"

TEST = {name: name for name in (N_("test accuracy"), N_("test loss"), N_("test MAE"))}
"""Titles of columns with a result."""


@dataclass
class TableState:
    """What a teacher looks at.

    Args:
        chosen: Whose run is open, by the place where the table stands.
        turned: Whether that has changed since it was drawn.
        order: Of a live class, one of `ORDERS`: a browser's own sorting ends with each new result.
    """

    chosen: dict[str, str] = field(default_factory=dict)
    turned: bool = False
    order: str = "best"


def checks_of(assignment: Assignment | None) -> list[str]:
    """What the columns of the checks are called."""
    return [goal.sentence.rstrip(".") for goal in assignment.goals] if assignment else []


def marks_of(handed: Sequence[Handed], assignment: Assignment | None) -> dict[int, tuple[str, ...]]:
    """What a teacher should look at twice, by the ids of results; see `doubts`."""
    if assignment is None:
        return doubts(handed)
    of_it = [one for one in handed if one.result.assignment == assignment.id]
    others = [one for one in handed if one.result.assignment != assignment.id]  # what it demands says nothing of them
    return doubts(others) | doubts(of_it, assignment.due, assignment.start, assignment.has_own_data)


def draw(
    session: Session, place: str, found: Sequence[Standing], assignment: Assignment | None, file_name: str
) -> None:
    """Draws the table, and the button that saves it.

    Args:
        session: Of the teacher.
        place: Where it stands, `"class"` or `"codes"`: its choice is kept by this name.
        found: The students, in their order.
        assignment: Whose goals are the columns; None for none.
        file_name: Of the saved table.
    """
    table = as_file(found, assignment)
    names = [one.name for one in found]
    chosen = session.part(TableState).chosen.get(place, "")
    key = f"standing-{place}-{hash(tuple(names))}"
    st.html(_STYLE)
    st.dataframe(
        shown_table(table, found, len(checks_of(assignment))),
        hide_index=True,
        height=table_height(len(names), MOST_ROWS),
        placeholder="–",
        column_config=columns_of(table, assignment),
        key=key,
        on_select=lambda: _take(place, key, names),
        selection_mode="single-row",
        selection_default={"selection": {"rows": [names.index(chosen)] if chosen in names else []}},
        alt=tr("{names} students with their best results", names=len(names)),
    )
    st.download_button(
        tr("Download as CSV"),
        to_csv(table),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        key=f"standing-csv-{place}",
        on_click="ignore",
    )


def as_file(found: Sequence[Standing], assignment: Assignment | None) -> pd.DataFrame:
    """The table as a file has it: in English, whoever reads the page."""
    if language() == ENGLISH:
        return standing_table(found, checks_of(assignment))
    with using(ENGLISH):
        handed = sorted((one for student in found for one in student.handed), key=lambda one: one.id)
        marks = marks_of(handed, assignment)
        said = [replace(one, marks=marks.get(one.best.id, ()) if one.best else ()) for one in found]
        return standing_table(said, checks_of(assignment))


def _take(place: str, key: str, names: Sequence[str]) -> None:
    selected: Any = WidgetValue[Any](key, {}).get()
    rows = (selected.get("selection") or {}).get("rows", [])
    state = current().part(TableState)
    state.chosen[place] = names[rows[0]] if rows and rows[0] < len(names) else ""
    state.turned = True


def chosen_of(session: Session, place: str, found: Sequence[Standing]) -> Standing | None:
    """The student whose row is chosen at a place; None for nobody."""
    name = session.part(TableState).chosen.get(place, "")
    return next((one for one in found if one.name == name), None)


def shown_table(table: pd.DataFrame, found: Sequence[Standing], checks: int) -> pd.DataFrame:
    """The table as a page shows it: marks for checks, and what is to be looked at in the reader's language."""
    drawn = table.copy()
    for name in drawn.columns[1 : 1 + checks]:
        drawn[name] = [None if held is None or held != held else "✓" if held else "✗" for held in drawn[name]]
    if ACCURACY in drawn:
        drawn[ACCURACY] *= 100  # else one has a digit behind the point and the next one none
    drawn["handed in"] = drawn["handed in"].dt.tz_convert(zone_of(browser_zone()))
    drawn["notice"] = [" ".join(one.marks) for one in found]
    return drawn


def columns_of(table: pd.DataFrame, assignment: Assignment | None) -> dict[str, Any]:
    """How the columns are drawn, by their English names, which the file has too."""
    columns = st.column_config
    config: dict[str, Any] = {
        "name": columns.TextColumn(tr("name"), width=150, pinned=True),
        "attempts": columns.NumberColumn(tr("attempts"), width=80, help=tr("Trainings that counted.")),
        "parameters": columns.NumberColumn(tr("parameters"), format="localized", width=95),
        "epochs": columns.NumberColumn(tr("epochs"), width=70),
        "seconds": columns.NumberColumn(tr("time"), format="%.1f s", width=75, help=tr("Wall time of the training.")),
        "handed in": columns.DatetimeColumn(tr("handed in"), format=tr("D MMM, HH:mm"), width=115),
        "notice": columns.TextColumn(tr("notice"), width=260, help=tr("What you should look at twice, and why.")),
    }
    # A column of a goal has its English sentence as its name, which is too long to be read above the marks.
    goals = assignment.goals if assignment else ()
    width = NARROW if len(goals) > FEW_GOALS else FIT
    for name, goal in zip(table.columns[1:], goals, strict=False):
        config[name] = columns.TextColumn(goal.brief, width=width, help=goal.sentence)
    for name in table:
        if name.startswith("test "):
            config[name] = columns.NumberColumn(
                tr(TEST[name]) if name in TEST else name,
                format="%.1f%%" if name == ACCURACY else "%.4g",
                width=110,
                help=tr("On the test data, by the server."),
            )
    return config
