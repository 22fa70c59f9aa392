"""What of an assignment's words a page and its sheet on paper say alike."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo

from nnplay.classroom.assignment import Assignment
from nnplay.i18n import date, tr

_PICTURE = re.compile(r"!(?=\[)")


def without_pictures(text: str) -> str:
    """A teacher's Markdown, with links in the place of pictures: these would be fetched from elsewhere at once."""
    return _PICTURE.sub("", text)


def due_words(assignment: Assignment, zone: tzinfo = UTC, name: str = "UTC") -> str:
    """When it is due, in a time zone that is said by its name; empty where it never is."""
    due = assignment.due_at
    if due is None:
        return ""
    local = date(due.astimezone(zone), tr("EEEE, MMMM d, y 'at' HH:mm"))
    return f"{local} ({name.replace('_', ' ')})"
