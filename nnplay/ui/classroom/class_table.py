"""The teacher's view of a class: a table that fills by itself, codes that were sent, and what is kept how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pandas as pd
import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_store import Classroom, Handed
from nnplay.classroom.doubts import doubts
from nnplay.classroom.guessing import MustWait
from nnplay.classroom.pasted import ReadCode, read_codes
from nnplay.classroom.result import Result
from nnplay.classroom.shown_words import shown
from nnplay.classroom.signature import unseal
from nnplay.classroom.standing import ORDERS, Standing, ordered, standing_table, standings
from nnplay.datasets.tables.csv_download import to_csv
from nnplay.errors import AssignmentError, ClassroomError, ResultError
from nnplay.i18n import ENGLISH, N_, language, plural, tr, using
from nnplay.ui.classroom import class_settings, student_run
from nnplay.ui.classroom.draft import browser_zone, zone_of
from nnplay.ui.classroom.membership import ClassAtHand, class_at_hand, classes, confirmed, guarded, server_key
from nnplay.ui.common.choices import choose
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.live import live_seconds
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

POLL_SECONDS = 3.0
"""How often the table looks for new results; less often where many sessions are open."""

ROW, MOST_ROWS = 35, 16

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

CODE, KEY = "class", "key"
"""Of the address: a class's code, and its teacher's secret, which leaves the address once it is read."""

FILES = ("txt", "html", "htm", "eml", "csv", "md")
MOST_MB = 20
MOST_CODES = 500

ACCURACY = "test accuracy"

TEST = {name: name for name in (N_("test accuracy"), N_("test loss"), N_("test MAE"))}
"""Titles of columns with a result."""


@dataclass
class ReadCodes:
    """The codes that a teacher has read. The browser keeps them, so that a reload finds them.

    Args:
        codes: Of accepted results, in the order in which they came.
        results: What is in them.
        refused: What the last reading has refused, with the reasons.
        said: What the last reading has to say.
        uploads: Counts the uploaders that were used.
    """

    memory_name: ClassVar[str] = "codes"

    codes: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    refused: list[ReadCode] = field(default_factory=list)
    said: str = ""
    uploads: int = 0

    def remember(self) -> Any:
        """As of `MemorablePart`."""
        return self.codes or None

    def recall(self, kept: Any) -> None:
        """As of `MemorablePart`; each code is checked once more."""
        for code in kept[:MOST_CODES] if isinstance(kept, list) and not self.codes else ():
            try:
                self.results.append(unseal(str(code), server_key()))
                self.codes.append(str(code))
            except (ResultError, ClassroomError):
                continue

    def read(self, text: str, assignment: str = "") -> None:
        """Takes the results of a text in; see `read_codes`."""
        found = read_codes(text, server_key(), assignment, self.results)
        taken = [one for one in found if one.result is not None][: MOST_CODES - len(self.codes)]
        self.codes += [one.code for one in taken]
        self.results += [one.result for one in taken if one.result is not None]
        self.refused = [one for one in found if one.result is None]
        self.said = plural(
            "{n} result read, {refused} refused.",
            "{n} results read, {refused} refused.",
            len(taken),
            refused=len(self.refused),
        )


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


def read_address(session: Session) -> bool:
    """Opens the class of a teacher's link, and takes the secret out of the address; whether there was one."""
    code, secret = st.query_params.get(CODE, ""), st.query_params.get(KEY, "")
    if not secret:
        return False
    for name in (CODE, KEY):
        if name in st.query_params:
            del st.query_params[name]
    with show_errors():
        classroom = guarded(session, lambda: classes().open(code, secret))
        class_at_hand(session).teach(classroom.code, secret)
    return True


def show(session: Session, assignment: Assignment | None = None) -> None:
    """Draws the class that the session teaches, or the ways to one; and the results that came as codes.

    Args:
        session: Of the teacher.
        assignment: What a new class works on, and what codes must be of; None for anything.
    """
    read_address(session)
    mine = class_at_hand(session)
    classroom = None
    if mine.is_teacher:
        try:
            classroom = confirmed(session, lambda: classes().open(mine.taught, mine.secret))
        except MustWait as error:
            st.warning(plain(error.message), icon=":material/hourglass:")
            return
        except ClassroomError as error:
            st.warning(
                tr("Class {taught}: {message}", taught=mine.taught, message=plain(error.message)),
                icon=":material/info:",
            )
            mine.close()
    if classroom is None:
        class_settings.open_one(session, assignment)
    else:
        _class(session, mine, classroom, assignment)
    _codes(session, assignment_of(classroom) if classroom else assignment)


def assignment_of(classroom: Classroom) -> Assignment | None:
    """What a class works on; None where that is nothing, or can't be read here."""
    try:
        return Assignment.from_json(classroom.assignment) if classroom.assignment else None
    except AssignmentError:
        return None


def checks_of(assignment: Assignment | None) -> list[str]:
    """What the columns of the checks are called."""
    return [goal.sentence.rstrip(".") for goal in assignment.goals] if assignment else []


# A live class -------------------------------------------------------------------------------------


def _class(session: Session, mine: ClassAtHand, classroom: Classroom, composed: Assignment | None) -> None:
    assignment = assignment_of(classroom)
    class_settings.head(session, classroom)
    class_settings.offer_assignment(session, classroom, assignment, composed)

    @st.fragment(run_every=max(POLL_SECONDS, live_seconds()))
    def table() -> None:
        with show_errors():
            found = _standings(mine, classroom, assignment)
            handed = sum(bool(one.handed) for one in found)
            said = (
                plural(
                    "{n} student, {handed} with a result. The table fills by itself. Click a row to see the run.",
                    "{n} students, {handed} with a result. The table fills by itself. Click a row to see the run.",
                    len(found),
                    handed=handed,
                )
                if found
                else tr("No students yet. Who joins appears here by itself.")
            )
            st.caption(said)
            state = session.part(TableState)
            if found:
                if len(found) > 1:
                    choose(tr("Order"), _orders(), state.order, "class-order", take=_take_order, width=180)
                _table(session, "class", ordered(found, state.order), assignment, f"class-{classroom.code}.csv")
            if state.turned:
                state.turned = False
                st.rerun()

    table()
    with show_errors():
        student_run.show(
            session, _chosen(session, "class", _standings(mine, classroom, assignment)), assignment, classroom.code
        )
    class_settings.keeping(session, classroom)


def _orders() -> dict[str, str]:
    return {name: tr(title) for name, title in ORDERS.items()}


def _take_order(order: str) -> None:
    current().part(TableState).order = order


def _standings(mine: ClassAtHand, classroom: Classroom, assignment: Assignment | None) -> list[Standing]:
    """Where each student stands in the assignment that the class works on now."""
    wanted = classroom.assignment_id
    handed = [one for one in classes().results(mine.taught, mine.secret) if wanted in ("", one.result.assignment)]
    counted = classes().attempts(mine.taught, mine.secret, wanted) if wanted else {}
    return standings(handed, classes().members(mine.taught, mine.secret), _marks(handed, assignment), counted)


def _marks(handed: Sequence[Handed], assignment: Assignment | None) -> dict[int, tuple[str, ...]]:
    if assignment is None:
        return doubts(handed)
    of_it = [one for one in handed if one.result.assignment == assignment.id]
    others = [one for one in handed if one.result.assignment != assignment.id]  # what it demands says nothing of them
    return doubts(others) | doubts(of_it, assignment.due, assignment.start, assignment.has_own_data)


# Codes --------------------------------------------------------------------------------------------


def _codes(session: Session, assignment: Assignment | None) -> None:
    read = session.part(ReadCodes)
    with st.expander(
        tr("Results that were sent as codes"), icon=":material/key:", key="codes", expanded=bool(read.codes)
    ):
        st.caption(
            tr(
                "Paste result codes, as many as you like, with the mails around them. Or open files: mails, texts, "
                "or the report files that your students handed in."
            )
        )
        with st.form("read-codes", clear_on_submit=True, border=False):
            text = st.text_area(tr("Codes"), key="codes-text", height=120, placeholder="NNPLAY[…]")
            files = st.file_uploader(
                tr("Files"), type=list(FILES), accept_multiple_files=True, key=f"codes-files-{read.uploads}",
                max_upload_size=MOST_MB,
            )  # fmt: skip
            only = assignment is not None and st.checkbox(
                tr("Only results of the assignment “{title}”", title=plain(shown(assignment.title))),
                value=True,
                key="codes-only",
            )
            if st.form_submit_button(tr("Read codes"), icon=":material/key:"):
                whole = "\n\n".join([text, *(file.getvalue().decode("utf-8", "replace") for file in files)])
                with show_errors():
                    read.said, read.refused = "", []
                    read.read(whole, assignment.id if only and assignment else "")
        if read.said:
            st.info(read.said, icon=":material/key:")
        for one in read.refused:
            show_error(f"{one.code[:22]}… {one.problem}")
        if not read.results:
            return
        handed = [
            Handed(place, 0, one.name, _without_others(one, assignment), (), 0)
            for place, one in enumerate(read.results, start=1)
        ]
        found = standings(handed, (), _marks(handed, assignment))
        _table(session, "codes", found, assignment, "results.csv")
        student_run.show(session, _chosen(session, "codes", found), assignment)
        st.button(tr("Forget these results"), icon=":material/delete:", key="codes-forget", on_click=_forget_codes)


def _without_others(result: Result, assignment: Assignment | None) -> Result:
    """A result of another assignment without its marks: the columns are the goals of this one."""
    return result if assignment is None or result.assignment == assignment.id else replace(result, held=())


def _forget_codes() -> None:
    read = current().part(ReadCodes)
    read.codes, read.results, read.refused, read.said = [], [], [], ""


# The table ----------------------------------------------------------------------------------------


def _table(
    session: Session, place: str, found: Sequence[Standing], assignment: Assignment | None, file_name: str
) -> None:
    table = _as_file(found, assignment)
    names = [one.name for one in found]
    chosen = session.part(TableState).chosen.get(place, "")
    key = f"standing-{place}-{hash(tuple(names))}"
    st.html(_STYLE)
    st.dataframe(
        _shown(table, found, len(checks_of(assignment))),
        hide_index=True,
        height=ROW * (min(len(names), MOST_ROWS) + 1) + 3,
        placeholder="–",
        column_config=_columns(table, checks_of(assignment)),
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


def _as_file(found: Sequence[Standing], assignment: Assignment | None) -> pd.DataFrame:
    """The table as a file has it: in English, whoever reads the page."""
    if language() == ENGLISH:
        return standing_table(found, checks_of(assignment))
    with using(ENGLISH):
        handed = sorted((one for student in found for one in student.handed), key=lambda one: one.id)
        marks = _marks(handed, assignment)
        said = [replace(one, marks=marks.get(one.best.id, ()) if one.best else ()) for one in found]
        return standing_table(said, checks_of(assignment))


def _take(place: str, key: str, names: Sequence[str]) -> None:
    selected: Any = WidgetValue[Any](key, {}).get()
    rows = (selected.get("selection") or {}).get("rows", [])
    state = current().part(TableState)
    state.chosen[place] = names[rows[0]] if rows and rows[0] < len(names) else ""
    state.turned = True


def _chosen(session: Session, place: str, found: Sequence[Standing]) -> Standing | None:
    name = session.part(TableState).chosen.get(place, "")
    return next((one for one in found if one.name == name), None)


def _shown(table: pd.DataFrame, found: Sequence[Standing], checks: int) -> pd.DataFrame:
    """The table as a page shows it: marks for checks, and what is to be looked at in the reader's language."""
    drawn = table.copy()
    for name in drawn.columns[1 : 1 + checks]:
        drawn[name] = [None if held is None or held != held else "✓" if held else "✗" for held in drawn[name]]
    if ACCURACY in drawn:
        drawn[ACCURACY] *= 100  # else one has a digit behind the point and the next one none
    drawn["handed in"] = drawn["handed in"].dt.tz_convert(zone_of(browser_zone()))
    drawn["notice"] = [" ".join(one.marks) for one in found]
    return drawn


def _columns(table: pd.DataFrame, checks: Sequence[str]) -> dict[str, Any]:
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
    # A column of a goal is called by its English sentence; two equal ones are told apart by a number behind it.
    width = NARROW if len(checks) > FEW_GOALS else FIT
    for name, check in zip(table.columns[1:], checks, strict=False):
        title = None if language() == ENGLISH else check
        config[name] = columns.TextColumn(title, width=width, help=check)
    for name in table:
        if name.startswith("test "):
            config[name] = columns.NumberColumn(
                tr(TEST[name]) if name in TEST else name,
                format="%.1f%%" if name == ACCURACY else "%.4g",
                width=110,
                help=tr("On the test data, by the server."),
            )
    return config
