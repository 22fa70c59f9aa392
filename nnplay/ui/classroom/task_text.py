"""The words of a task, as Markdown that is safe to show: it came with a link, and anybody can make one."""

from __future__ import annotations

from datetime import datetime

from nnplay.classroom.assignment import Assignment
from nnplay.classroom.sheet_words import due_words, without_pictures
from nnplay.i18n import day, plural, tr
from nnplay.ui.classroom.draft import browser_zone, zone_of
from nnplay.ui.common.plain_text import plain


def task_markdown(text: str) -> str:
    """A teacher's Markdown, with links in the place of pictures: these would be fetched from elsewhere at once."""
    return without_pictures(text)


def due_text(assignment: Assignment) -> str:
    """When it is due, with the time zone said."""
    zone = browser_zone()
    return due_words(assignment, zone_of(zone), zone)


def day_text(moment: str) -> str:
    """The day of a time, as ISO 8601."""
    return day(datetime.fromisoformat(moment), "yMMMMd")


def goal_line(holds: bool | None, demand: str, found: str = "") -> str:
    """A goal as a line of Markdown: its mark, what it wants, and what was found."""
    mark = ":green[:material/check_circle:]" if holds else ":gray[:material/radio_button_unchecked:]"
    return f"{mark} **{plain(demand)}**" + (f" {plain(found)}" if found else "")


def attempts_text(assignment: Assignment, used: int) -> str:
    """How many attempts there are, and how many are left."""
    if assignment.attempts is None:
        so_far = plural("{n} attempt so far", "{n} attempts so far", used)
        return so_far if used else tr("as many attempts as you like")
    left = max(0, assignment.attempts - used)
    return plural("{left} of {n} attempt left", "{left} of {n} attempts left", assignment.attempts, left=left)


def is_over(assignment: Assignment, now: datetime) -> str:
    """That the due date is over, as a sentence; empty where it is not."""
    if not assignment.is_late(now):
        return ""
    return tr("The due date has passed. You can still work on this task; it is marked as late.")
