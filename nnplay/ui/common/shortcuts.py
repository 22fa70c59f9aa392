"""The keys of all pages, declared once, and the dialog that lists them; see `keyboard/main.js`."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st
import streamlit.components.v1

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
        "Training, on the Playground",
        (
            KeyCommand("t", "Train, pause, resume", (".st-key-first-command button",)),
            KeyCommand("x", "Stop", (".st-key-command-stop button",)),
            KeyCommand("o", "One epoch", (".st-key-command-epoch button",)),
            KeyCommand("a", "One batch", (".st-key-command-batch button",)),
            KeyCommand("w", "Reset to the initial weights", (".st-key-command-reset button",)),
            KeyCommand("m", "More epochs", (".st-key-command-more button",)),
        ),
    ),
    Group(
        "Film of the network",
        (
            KeyCommand("p", "Play or pause", ("[data-act=toggle]",)),
            KeyCommand(",", "One frame back", ("[data-act=back]",)),
            KeyCommand(".", "One frame on", ("[data-act=next]",)),
            KeyCommand("e", "To the end", ("[data-act=skip]",)),
            KeyCommand("s", "Another speed", ("[data-act=speed]",)),
            KeyCommand(
                "n",
                "Next example",
                ("[data-act=next-example]", '[class*="st-key-example-"] [data-testid="stNumberInputStepUp"]'),
            ),
            KeyCommand(
                "b",
                "Example before",
                ("[data-act=example-before]", '[class*="st-key-example-"] [data-testid="stNumberInputStepDown"]'),
            ),
        ),
    ),
    Group(
        "Pages",
        (
            KeyCommand("1", "Playground", page=""),
            KeyCommand("2", "Data", page="data"),
            KeyCommand("3", "Runs", page="runs"),
            KeyCommand("4", "Look inside", page="look_inside"),
            KeyCommand("5", "Evaluate", page="evaluate"),
            KeyCommand("6", "Predict", page="predict"),
            KeyCommand("7", "Draw", page="draw"),
            KeyCommand("8", "All lessons", page="learn", menu="Learn"),
            KeyCommand("9", "My class", page="classroom", menu="Class"),
        ),
    ),
    Group(
        "On the picture of a network",
        (
            KeysThere("Arrow keys", "Walk from unit to unit"),
            KeysThere("Shift + arrow keys", "Walk from pixel to pixel in a feature map"),
            KeysThere("Enter", "Open the numbers of a unit, to read and change them"),
        ),
    ),
    Group(
        "On the canvas for a digit",
        (
            KeysThere("Arrow keys", "Move the pen without ink"),
            KeysThere("Shift + arrow keys", "Draw a line; so does holding Space"),
            KeysThere("Enter", "Put the pen down, or lift it"),
            KeysThere("Space", "Set a dot"),
            KeysThere("Backspace", "Undo the last stroke"),
            KeysThere("Delete", "Clear the canvas"),
        ),
    ),
    Group(
        "On a figure with points",
        (
            KeysThere("Arrow keys", "Walk through a figure that answers to clicks, or over the plane"),
            KeysThere("Enter", "Choose what is there; in the plane, add a point or pick one up"),
            KeysThere("N, P", "In the plane: the next point, the one before"),
            KeysThere("Delete", "In the plane: remove the point"),
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
        _component(key="keyboard", data=_message(serve("keyboard", FOLDER)), width="content", height="content")


@functools.cache
def _message(folder: str) -> bytes:
    groups = [{"title": group.title, "keys": [asdict(one) for one in group.keys]} for group in GROUPS]
    return json.dumps({"folder": folder, "groups": groups}).encode()
