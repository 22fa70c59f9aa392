"""The wall of a class as HTML: plain functions of what it shows, every text of a user escaped."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from nnplay.classroom.crowd import crowd_words
from nnplay.classroom.stored_votes import Question
from nnplay.classroom.votes import in_words, tally, verdict
from nnplay.classroom.wall import WallSummary, names_that_fit
from nnplay.figures.classroom import NARROW, WIDTH, class_curves, class_histogram
from nnplay.i18n import plural, tr

NAME_LETTERS = {1: 240, 2: 130, 3: 70, 4: 52}
"""Letters of names under each check, by the number of checks; under more checks there is no room for names."""

DENSE, TIGHT = 3, 8
"""More checks than these stand closer, and without bars."""


LINE_LETTERS = 36
"""A goal with more letters needs two lines."""

SIDE_ROOM = (48.0, 40.0)
"""Height for goals in the unit of the style sheet: without and with what came out of a vote below them."""


@dataclass(frozen=True)
class WallState:
    """All that a wall shows.

    Args:
        title: Of the task, else of the class.
        code: Of the class.
        address: Of the page where students join.
        qr: The same as an SVG.
        summary: Results and members.
        question: The newest one, if any, and how many voted for what.
        drawn: How many class drawings there are.
        shared: Whether the server is a small one that many share.
        narrow: Whether it is shown on a phone, whose pictures have another shape.
    """

    title: str
    code: str
    address: str
    qr: str
    summary: WallSummary
    question: tuple[Question, Mapping[int, int]] | None = None
    drawn: int = 0
    shared: bool = False
    narrow: bool = False


def join_address(app: str, code: str) -> str:
    """Where a student joins a class.

    Args:
        app: Address of the app, ending in a slash.
        code: Of the class.
    """
    return f"{app}classroom?class={quote(code)}"


def parts(wall: WallState) -> dict[str, str]:
    """The wall in parts, of which the browser only replaces those that have changed."""
    has_results, has_vote = bool(wall.summary.curves), wall.question is not None
    if not has_results and not has_vote:
        return {"head": _head(wall), "main": _how_to_join(wall), "more": "", "join": "", "side": ""}
    return {
        "head": _head(wall),
        "main": _curves(wall) if has_results else _vote(wall),
        "more": _second(wall) if has_results else "",
        "join": _join_card(wall),
        "side": _checks(wall) + _prediction(wall),
    }


def _head(wall: WallState) -> str:
    summary = wall.summary
    counts = [(summary.joined, tr("joined")), (summary.handed_in, tr("handed in"))]
    if summary.checks:
        counts.append((summary.solved, tr("met all goals")))
    if wall.drawn:
        counts.append((wall.drawn, plural("drawing", "drawings", wall.drawn)))
    shown = "".join(f"<span><b>{count}</b> {html.escape(words)}</span>" for count, words in counts)
    said = crowd_words(summary.joined, shared=wall.shared)
    many = f'<p class="note">{said}</p>' if said else ""
    return f'<h1>{html.escape(wall.title)}</h1><div class="counts">{shown}</div>{many}'


def _spaced(code: str) -> str:
    """A class code in two groups, as it is read out."""
    half = len(code) // 2
    return f"{html.escape(code[:half])}<i></i>{html.escape(code[half:])}"


def _short(address: str) -> str:
    """What is typed into a browser, with places where it may go on in the next line."""
    shown = html.escape(address.split("?")[0].split("://")[-1])
    return shown.replace(".", "<wbr>.").replace("/", "<wbr>/")


def _is_local(address: str) -> bool:
    """Whether other devices cannot open an address."""
    return (urlsplit(address).hostname or "localhost") in ("localhost", "127.0.0.1", "::1")


def _how_to_join(wall: WallState) -> str:
    local = tr(
        "Only this computer can open this address. Start nnplay where your class can reach it, and open the wall by "
        "that address, such as the Network URL in the terminal."
    )
    note = f'<p class="note">{local}</p>' if _is_local(wall.address) else ""
    title, scan, enter = tr("Join the class"), tr("Scan the QR code, or open"), tr("Enter the class code")
    choose = tr("Choose a name. It need not be your real one.")
    return (
        f'<div class="welcome"><div class="qr">{wall.qr}</div><div><h2>{title}</h2><ol>'
        f"<li>{scan}<br><b>{_short(wall.address)}</b></li>"
        f'<li>{enter}<br><strong class="code">{_spaced(wall.code)}</strong></li>'
        f"<li>{choose}</li></ol>{note}</div></div>"
    )


def _join_card(wall: WallState) -> str:
    join = tr("Join at")
    return (
        f'<div class="qr">{wall.qr}</div><div><p>{join}<br><b>{_short(wall.address)}</b></p>'
        f'<strong class="code">{_spaced(wall.code)}</strong></div>'
    )


def _curves(wall: WallState) -> str:
    summary = wall.summary
    curves = [(one.name, one.values, one.epochs, one.result) for one in summary.curves]
    return class_curves(curves, summary.metric, _width(wall))


def _width(wall: WallState) -> int:
    return NARROW if wall.narrow else WIDTH


def _second(wall: WallState) -> str:
    """Under the curves: a vote whose outcome is not known yet, else the histogram."""
    if wall.question and wall.question[0].answer is None:
        return _vote(wall)
    bins = wall.summary.bins
    note = ""
    if other := wall.summary.other:
        said = plural(
            "{n} student handed in a result that cannot be compared: they measure something else.",
            "{n} students handed in results that cannot be compared: they measure something else.",
            other,
        )
        note = f'<p class="note">{said}</p>'
    return class_histogram(bins.edges, bins.counts, wall.summary.metric, _width(wall)) + note


def _vote(wall: WallState) -> str:
    assert wall.question is not None
    question, votes = wall.question
    shares = tally(question, votes)
    voted = sum(one.count for one in shares)
    rows = []
    for place, one in enumerate(shares):
        # While votes are taken nobody sees them, here either.
        bar = (
            f'<span class="bar"><span style="width:{100 * one.share:.1f}%"></span></span><b>{one.count}</b>'
            if question.closed
            else ""
        )
        chosen = ' class="met"' if question.closed and one.came_out else ""
        rows.append(f"<li{chosen}><em>{chr(ord('A') + place)}</em><span>{html.escape(one.option)}</span>{bar}</li>")
    said = verdict(question, votes) if question.closed else ""
    said = said or tr("{voted} of {joined} voted.", voted=voted, joined=wall.summary.joined) + (
        "" if question.closed else tr(" Vote on the page My class.")
    )
    return (
        f'<div class="vote"><h2>{html.escape(in_words(question).text)}</h2><ul>{"".join(rows)}</ul>'
        f"<p>{html.escape(said)}</p></div>"
    )


def _prediction(wall: WallState) -> str:
    """What came out of a vote, once there are results over it."""
    if wall.question is None or wall.question[0].answer is None or not wall.summary.curves:
        return ""
    question, said = wall.question[0], verdict(*wall.question)
    return f'<div class="outcome"><h2>{html.escape(in_words(question).text)}</h2><p>{html.escape(said)}</p></div>'


def _checks(wall: WallState) -> str:
    summary = wall.summary
    if not summary.checks:
        return ""
    letters = NAME_LETTERS.get(len(summary.checks), 0)
    rows = []
    for check in summary.checks:
        share = 100 * check.count / max(summary.joined, 1)
        met = ' class="met"' if check.count and check.count >= summary.joined else ""
        reached = tr("{count} of {joined}", count=check.count, joined=summary.joined)
        names, more = names_that_fit(check.names, letters) if letters else ((), 0)
        listed = ", ".join(map(html.escape, names)) + (tr(" and {more} more", more=more) if more else "")
        rows.append(
            f"<li{met}><span>{html.escape(check.text)}</span><b>{reached}</b>"
            f'<span class="bar"><span style="width:{min(share, 100):.1f}%"></span></span>'
            + (f'<span class="names">{listed}</span>' if listed else "")
            + "</li>"
        )
    title = tr("Who has met which goal")
    dense = " dense tight" if len(rows) > TIGHT else " dense" if len(rows) > DENSE else ""
    lines = sum(1 + (len(check.text) > LINE_LETTERS) for check in summary.checks)
    named = any(check.names for check in summary.checks) and bool(letters)
    told = wall.question is not None and wall.question[0].answer is not None
    if len(rows) * (1.5 + 6.2 * named) + 3.25 * lines <= (SIDE_ROOM[1] if told else SIDE_ROOM[0]):
        dense += " roomy"
    return f'<h2>{title}</h2><ul class="checks{dense}">{"".join(rows)}</ul>'
