"""Texts of ours among what teachers write: kept in English, so that links and codes are the same in all languages.

A ready assignment is shown in the reader's language until a teacher changes its words. Those of teachers stay.
"""

from __future__ import annotations

import functools

from nnplay.classroom.class_store import UNNAMED
from nnplay.classroom.ready import READY
from nnplay.i18n import N_, tr

UNTITLED = N_("Untitled")
"""Title of an assignment that is kept before it has one."""

NEW_HINT = N_("Look at …")
"""A hint to be written."""


def shown(text: str) -> str:
    """A title, task or hint as a reader sees it: one of ours in the present language, any other as it is."""
    return tr(text) if text in _ours() else text


def kept(written: str, before: str) -> str:
    """What is kept of a field that showed a text: the text itself where nothing was changed, else what was written."""
    return before if written == shown(before) else written


@functools.cache
def _ours() -> frozenset[str]:
    ready = [one.assignment for one in READY.values()]
    hints = [hint.text for one in ready for hint in one.hints]
    return frozenset({UNNAMED, UNTITLED, NEW_HINT, *hints, *(text for one in ready for text in (one.title, one.text))})
