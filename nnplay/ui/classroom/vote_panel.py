"""Vote first: the teacher asks, students answer before they train, and see the class's answers afterwards."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnplay.classroom.stored_votes import Question
from nnplay.classroom.votes import (
    READY,
    RULES,
    decide_by_results,
    decision_of,
    in_words,
    may_see,
    question_of,
    tally,
    verdict,
)
from nnplay.errors import ClassroomError
from nnplay.i18n import N_, plural, tr
from nnplay.ui.classroom.membership import ClassAtHand, class_at_hand, classes
from nnplay.ui.common.current import current
from nnplay.ui.common.errors import show_error
from nnplay.ui.common.plain_text import plain
from nnplay.ui.common.session import Session
from nnplay.ui.common.widget_value import WidgetValue

ASK_SECONDS = 5.0
"""How often a page of a class looks for a new question: 60 students then ask 12 times a second."""

OWN = N_("Your own question")


@dataclass
class VoteState:
    """What a session keeps of votes.

    Args:
        failed: Why the last thing could not be done.
        about: Number of the question that this is about; 0 for none.
        said: What came of it.
    """

    failed: str = ""
    about: int = 0
    said: str = ""


# The student --------------------------------------------------------------------------------------


def vote(session: Session) -> None:
    """Draws the questions of the class for a student, newest first; it looks for new ones by itself."""
    mine = class_at_hand(session)
    if not mine.is_student:
        return

    @st.fragment(run_every=ASK_SECONDS)
    def panel() -> None:
        state = session.part(VoteState)
        try:
            classes().rejoin(mine.code, mine.token)  # who was removed is told so
            asked = list(classes().questions(mine.code, mine.token))
            if not asked:
                st.caption(tr("Your teacher has not asked anything yet. A question appears here by itself."))
            for question in reversed(asked):
                _answer(mine, question, state.failed if state.about == question.id else "")
        except ClassroomError as error:
            show_error(error.message)

    panel()


def _answer(mine: ClassAtHand, question: Question, failed: str) -> None:
    """One question: to vote on while it is open, then with the class's answers for who has voted."""
    own = classes().own_vote(mine.code, mine.token, question.id)
    with st.container(border=True, key=f"question-{question.id}"):
        st.markdown(f"**{plain(in_words(question).text)}**")
        if failed:
            show_error(failed)
        if question.closed:
            if may_see(question, own):
                _shares(question, classes().votes(mine.code, mine.token, question.id), own)
            else:
                st.caption(tr("This vote is closed. You did not vote, so the class's answers are not shown to you."))
            return
        value: WidgetValue[int | None] = WidgetValue(f"vote-{mine.code}-{question.id}", None)
        if not value.exists:
            value.set(own)

        def voted() -> None:
            state = current().part(VoteState)
            state.failed, state.about, option = "", question.id, value.get()
            if option is None:
                return
            try:
                classes().vote(mine.code, mine.token, question.id, option)
            except ClassroomError as error:
                state.failed = error.message

        options = in_words(question).options
        st.radio(
            tr("Your prediction"),
            range(len(question.options)),
            index=None,
            format_func=lambda place: plain(options[place]),
            key=value.key,
            on_change=voted,
            help=tr("You can change it until your teacher closes the vote. Then you see what the others predicted."),
        )
        if own is not None:
            st.caption(tr("Your vote is in. You can change it until the vote is closed."))


def _shares(question: Question, votes: Mapping[int, int], own: int | None = None) -> None:
    """The class's answers as bars."""
    rows = []
    for place, one in enumerate(tally(question, votes)):
        words = html.escape(one.option) + (tr(" · your vote") if place == own else "") + (" ✓" if one.came_out else "")
        rows.append(
            f'<li class="{"came-out" if one.came_out else "other"}"><span>{words}</span><b>{one.count}</b>'
            f'<i style="width:{100 * one.share:.1f}%"></i></li>'
        )
    st.html(f'<ul class="nnplay-votes">{"".join(rows)}</ul>')
    if said := verdict(question, votes):
        st.markdown(plain(said))


# The teacher --------------------------------------------------------------------------------------


def ask(session: Session) -> None:
    """Draws what a teacher asks, closes and answers, for a session that teaches a class."""
    mine = class_at_hand(session)
    if not mine.is_teacher:
        return

    @st.fragment(run_every=ASK_SECONDS)
    def panel() -> None:
        state = session.part(VoteState)
        _compose()
        if state.failed:
            show_error(state.failed)
        elif state.said:
            st.info(plain(state.said), icon=":material/how_to_vote:")
        try:
            for question in reversed(classes().questions(mine.taught, mine.secret)):
                _manage(mine, question)
        except ClassroomError as error:
            show_error(error.message)

    panel()


def _compose() -> None:
    """The new question: a ready one, or one's own."""
    ready = {one.text: one for one in READY}
    chosen = st.selectbox(
        tr("Question"),
        [*ready, OWN],
        format_func=tr,
        key="vote-question",
        help=tr("Students predict before they train. The newest question is on the wall."),
    )
    text, answers = WidgetValue("vote-text", ""), WidgetValue("vote-answers", "")
    if chosen == OWN:
        st.text_input(tr("What do you ask?"), key=text.key, max_chars=200)
        st.text_area(tr("Answers to choose from, one on each line"), key=answers.key, height=120)
    else:
        options = ", ".join(in_words(ready[chosen]).options)
        if by := decision_of(ready[chosen]):
            rule = tr(RULES[by.rule])
            st.caption(tr("Answers: {options}. What comes out: {rules}.", options=options, rules=rule))
        else:
            st.caption(tr("Answers: {options}. You say what comes out.", options=options))

    def asked() -> None:
        def do(mine: ClassAtHand) -> str:
            question = question_of(text.get(), answers.get()) if chosen == OWN else ready[chosen]
            classes().ask(mine.taught, mine.secret, question)
            return tr("The class is asked now.")

        _do(do)

    st.button(tr("Ask the class"), icon=":material/how_to_vote:", key="vote-ask", type="primary", on_click=asked)


def _manage(mine: ClassAtHand, question: Question) -> None:
    """One question, with what can be done with it."""
    votes = classes().votes(mine.taught, mine.secret, question.id)
    with st.container(border=True, key=f"asked-{question.id}"):
        st.markdown(f"**{plain(in_words(question).text)}**")
        count = sum(votes.values())
        if not question.closed:
            st.caption(
                plural(
                    "{n} vote so far. Nobody sees the answers until you close it.",
                    "{n} votes so far. Nobody sees the answers until you close it.",
                    count,
                )
            )
            with st.container(horizontal=True, gap="small"):
                _button(
                    tr("Close the vote and show the answers"), "lock", question.id, lambda mine: _close(mine, question)
                )
                _offer_delete(question, count)
            return
        _shares(question, votes)
        value: WidgetValue[int | None] = WidgetValue(f"came-out-{question.id}-{question.answer}", None)
        if not value.exists:
            value.set(question.answer)

        def marked() -> None:
            _do(lambda mine: _close(mine, question, value.get()))

        options = in_words(question).options
        st.pills(
            tr("What came out?"),
            range(len(question.options)),
            format_func=lambda place: plain(options[place]),
            key=value.key,
            on_change=marked,
            help=tr("The class then sees who predicted it: how many, not who."),
        )
        with st.container(horizontal=True, gap="small"):
            if decision_of(question):
                _button(tr("Let the class's runs decide"), "gavel", question.id, lambda mine: _decide(mine, question))
            _button(
                tr("Open the vote again"), "lock_open", question.id, lambda mine: _close(mine, question, closed=False)
            )
            _offer_delete(question, count)


def _offer_delete(question: Question, votes: int) -> None:
    """Where there are votes, they are not lost by one press."""

    def button(label: str) -> None:
        _button(label, "delete", question.id, lambda mine: _delete(mine, question))

    if not votes:
        button(tr("Delete"))
        return
    with st.popover(tr("Delete"), icon=":material/delete:", key=f"vote-more-{question.id}"):
        button(plural("Delete it with {n} vote", "Delete it with {n} votes", votes))


def _button(label: str, icon: str, id: int, do: Any) -> None:
    st.button(label, icon=f":material/{icon}:", key=f"vote-{icon}-{id}", on_click=_do, args=(do,))


def _do(do: Any) -> None:
    """Does something for the class that the session teaches, and keeps what came of it for the page."""
    session = current()
    state = session.part(VoteState)
    state.failed = state.said = ""
    try:
        state.said = do(class_at_hand(session))
    except ClassroomError as error:
        state.failed = error.message


def _close(mine: ClassAtHand, question: Question, answer: int | None = None, *, closed: bool = True) -> str:
    classes().close_question(mine.taught, mine.secret, question.id, answer, closed)
    return ""


def _delete(mine: ClassAtHand, question: Question) -> str:
    classes().delete_question(mine.taught, mine.secret, question.id)
    return ""


def _decide(mine: ClassAtHand, question: Question) -> str:
    """Marks what the class's runs say; the sentence that says why, or why not yet."""
    classroom = classes().open(mine.taught, mine.secret)
    handed = classes().results(mine.taught, mine.secret)
    place, said = decide_by_results(question, handed, classroom.assignment_id)
    if place is not None:
        _close(mine, question, place)
    return said
