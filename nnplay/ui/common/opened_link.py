"""An experiment that came with the page's address: it is opened once, and nothing of the session is lost."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from nnplay.errors import LinkError
from nnplay.link import PARAMETER, from_link
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.session import Session


@dataclass
class OpenedLink:
    """The link that was opened last.

    Args:
        spec: The experiment at hand when it had been read: its own, unless there was a problem.
        before: What was at hand before; None where the list of experiments has it.
        problem: Why it holds no experiment, as whole sentences; empty where it does.
    """

    spec: ExperimentSpec | None = None
    before: ExperimentSpec | None = None
    problem: str = ""

    def is_shown(self, session: Session) -> bool:
        """Whether its experiment is the one at hand; of a broken link, whether nothing has changed since."""
        return self.spec is not None and self.spec == session.spec


def read_address(session: Session) -> None:
    """Opens the experiment that the address holds, if it holds one, and takes it out of the address.

    So a reload finds what has been done since, and not the link's experiment again.
    """
    text = st.query_params.get(PARAMETER)
    if text is None:
        return
    del st.query_params[PARAMETER]
    try:
        _open(session, from_link(text))
    except LinkError as error:
        _refuse(session, error.message)


def carry(fresh: Session, kept: Session) -> None:
    """Lets a tab that goes on with an earlier session, or with another experiment, open there what its address held."""
    opened = fresh.part(OpenedLink)
    if opened.problem:
        _refuse(kept, opened.problem)
    elif opened.spec is not None:
        _open(kept, opened.spec)


def go_back(session: Session) -> None:
    """Puts the experiment back that was at hand before the link."""
    opened = session.part(OpenedLink)
    if opened.before is not None:
        session.replace_spec(opened.before)


def _open(session: Session, spec: ExperimentSpec) -> None:
    opened = session.part(OpenedLink)
    if session.spec != spec:
        opened.before = None if session.preset else session.spec
        session.replace_spec(spec)
    opened.spec, opened.problem = spec, ""


def _refuse(session: Session, problem: str) -> None:
    opened = session.part(OpenedLink)
    opened.spec, opened.before, opened.problem = session.spec, None, problem
