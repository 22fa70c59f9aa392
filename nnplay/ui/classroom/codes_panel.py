"""Results that came to a teacher as codes: read, kept by the browser, and shown as a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import streamlit as st

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.class_store import Handed
from nnplay.classroom.pasted import ReadCode, read_codes
from nnplay.classroom.result import Result
from nnplay.classroom.shown_words import shown
from nnplay.classroom.signature import unseal
from nnplay.classroom.standing import standings
from nnplay.errors import ClassroomError, ResultError
from nnplay.i18n import plural, tr
from nnplay.ui.classroom import standing_panel, student_run
from nnplay.ui.classroom.membership import server_key
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error, show_errors
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session

FILES = ("txt", "html", "htm", "eml", "csv", "md")
MOST_MB = 20
MOST_CODES = 500


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


def show(session: Session, assignment: Assignment | None) -> None:
    """Draws the ways to read codes, and what was read; only of the assignment, if there is one."""
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
        found = standings(handed, (), standing_panel.marks_of(handed, assignment))
        standing_panel.draw(session, "codes", found, assignment, "results.csv")
        student_run.show(session, standing_panel.chosen_of(session, "codes", found), assignment)
        st.button(tr("Forget these results"), icon=":material/delete:", key="codes-forget", on_click=_forget_codes)


def _without_others(result: Result, assignment: Assignment | None) -> Result:
    """A result of another assignment without its marks: the columns are the goals of this one."""
    return result if assignment is None or result.assignment == assignment.id else replace(result, held=())


def _forget_codes() -> None:
    read = current().part(ReadCodes)
    read.codes, read.results, read.refused, read.said = [], [], [], ""
