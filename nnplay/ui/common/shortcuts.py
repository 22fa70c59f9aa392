"""The keys of all pages, declared once, and the dialog that lists them; see `keyboard/main.js`."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v1

from nnplay.i18n import N_, language, tr, using
from nnplay.ui.common import script_texts
from nnplay.ui.common.served import serve

NAME = "nnplay_keyboard"

FOLDER = Path(__file__).parent / "keyboard"


@dataclass(frozen=True)
class KeyCommand:
    """A key that works wherever the focus is, unless one types there.

    Args:
        key: As the browser names it, one character without a modifier, e.g. `"t"`.
        does: What it does, as the dialog says it.
        presses: CSS selectors of what it presses: of the first one that is there and can be pressed. A list goes to
            its next choice.
        page: Path of the page that it opens instead; empty for the first one.
        menu: The menu of the top navigation that this page lies in.
    """

    key: str
    does: str
    presses: tuple[str, ...] = ()
    page: str | None = None
    menu: str = ""


@dataclass(frozen=True)
class KeysThere:
    """Keys that work only where the focus is.

    Args:
        keys: As they are written, e.g. `"Arrow keys"`.
        does: What they do there.
    """

    keys: str
    does: str


@dataclass(frozen=True)
class Group:
    """Some keys under one title."""

    title: str
    keys: tuple[KeyCommand | KeysThere, ...]


GROUPS = (
    Group(
        N_("Training, on the Playground"),
        (
            KeyCommand("t", N_("Train, pause, resume"), ("[data-act=seen-first]", ".st-key-first-command button")),
            KeyCommand("x", N_("Stop"), (".st-key-command-stop button",)),
            KeyCommand("o", N_("One epoch"), (".st-key-command-epoch button",)),
            KeyCommand("a", N_("One batch"), (".st-key-command-batch button",)),
            KeyCommand("w", N_("Reset to the initial weights"), (".st-key-command-reset button",)),
            KeyCommand("m", N_("More epochs"), (".st-key-command-more button",)),
        ),
    ),
    Group(
        N_("Film of the network"),
        (
            KeyCommand("p", N_("Play or pause"), ("[data-act=toggle]",)),
            KeyCommand(",", N_("One frame back"), ("[data-act=back]",)),
            KeyCommand(".", N_("One frame on"), ("[data-act=next]",)),
            KeyCommand("e", N_("To the end"), ("[data-act=skip]",)),
            KeyCommand("s", N_("Another speed"), ("[data-act=speed]",)),
            KeyCommand(
                "n",
                N_("Next example"),
                ("[data-act=next-example]", '[class*="st-key-example-"] [data-testid="stNumberInputStepUp"]'),
            ),
            KeyCommand(
                "b",
                N_("Example before"),
                ("[data-act=example-before]", '[class*="st-key-example-"] [data-testid="stNumberInputStepDown"]'),
            ),
        ),
    ),
    Group(
        N_("Pages"),
        (
            KeyCommand("1", N_("Playground"), page=""),
            KeyCommand("2", N_("Data"), page="data"),
            KeyCommand("3", N_("Runs"), page="runs"),
            KeyCommand("4", N_("Look inside"), page="look_inside"),
            KeyCommand("5", N_("Evaluate"), page="evaluate"),
            KeyCommand("6", N_("Predict"), page="predict"),
            KeyCommand("7", N_("Draw"), page="draw"),
            KeyCommand("8", N_("All lessons"), page="learn", menu=N_("Learn")),
            KeyCommand("9", N_("My class"), page="classroom", menu=N_("Class")),
        ),
    ),
    Group(
        N_("On the picture of a network"),
        (
            KeysThere(N_("Arrow keys"), N_("Walk from unit to unit")),
            KeysThere(N_("Shift + arrow keys"), N_("Walk from pixel to pixel in a feature map")),
            KeysThere(N_("Enter"), N_("Open the numbers of a unit, to read and change them")),
        ),
    ),
    Group(
        N_("On the canvas for a digit"),
        (
            KeysThere(N_("Arrow keys"), N_("Move the pen without ink")),
            KeysThere(N_("Shift + arrow keys"), N_("Draw a line; so does holding Space")),
            KeysThere(N_("Enter"), N_("Put the pen down, or lift it")),
            KeysThere(N_("Space"), N_("Set a dot")),
            KeysThere(N_("Backspace"), N_("Undo the last stroke")),
            KeysThere(N_("Delete"), N_("Clear the canvas")),
        ),
    ),
    Group(
        N_("On a figure with points"),
        (
            KeysThere(N_("Arrow keys"), N_("Walk through a figure that answers to clicks, or over the plane")),
            KeysThere(N_("Enter"), N_("Choose what is there; in the plane, add a point or pick one up")),
            KeysThere("N, P", N_("In the plane: the next point, the one before")),
            KeysThere(N_("Delete"), N_("In the plane: remove the point")),
        ),
    ),
)
"""All keys, in the order of the dialog. R and C are left out, which Streamlit takes."""


def shortcuts() -> tuple[KeyCommand, ...]:
    """Those that work everywhere."""
    return tuple(one for group in GROUPS for one in group.keys if isinstance(one, KeyCommand))


_component = st.components.v2.component(
    NAME, js=(FOLDER / "loader.js").read_text(encoding="utf-8"), isolate_styles=False
)


def draw() -> None:
    """Draws the button that opens the dialog, and gives the page its keys and its way with the focus."""
    with st.container(key="nnplay-keyboard"):
        data = _message(serve("keyboard", FOLDER), script_texts.address(), language())
        _component(key="keyboard", data=data, width="content", height="content")


@functools.cache
def _message(folder: str, texts: str, code: str) -> bytes:
    with using(code):
        groups = _groups()
    return json.dumps({"folder": folder, "texts": texts, "groups": groups}).encode()


def _groups() -> list[dict[str, Any]]:
    return [{"title": tr(group.title), "keys": [_key(one) for one in group.keys]} for group in GROUPS]


def _key(one: KeyCommand | KeysThere) -> dict[str, Any]:
    told = asdict(one) | {"does": tr(one.does)}
    if isinstance(one, KeysThere):
        return told | {"keys": tr(one.keys)}
    return told | {"menu": tr(one.menu)} if one.menu else told  # as the navigation calls it
