"""The picture of a network on points, one number or a table: every neuron shows what it says; weights can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st
import streamlit.components.v1

from nnplay.figures import living_network as described
from nnplay.ui.common import script_texts
from nnplay.ui.common.known_parts import Parts
from nnplay.ui.common.served import lean, serve
from nnplay.ui.common.widget_value import WidgetValue

NAME = "nnplay_living_network"

SCRIPTS = {"line": "line.js", "table": "table.js"}
"""The pictures of networks on other data than points in the plane, by kind."""

FOLDER = Path(__file__).parent / "network"

_component = st.components.v2.component(NAME, js=lean(FOLDER / "loader.js"), isolate_styles=False)


@dataclass(frozen=True)
class Shaped:
    """What is wanted of a picture's layers.

    Args:
        run: Number of the run that was shown.
        do: One unit `"more"` or `"less"` in a layer, the layer `"away"`, or another `"layer"` before the output.
        layer: Place in `spec.layers`.
        unit: The one that was chosen; None for the last.
    """

    run: int
    do: Literal["more", "less", "away", "layer"]
    layer: int
    unit: int | None


@dataclass(frozen=True)
class Moved:
    """What was done to the weights of a picture by hand.

    Args:
        run: Number of the run that was shown.
        do: `"set"` these weights, put them `"back"`, or `"train"` a new run from them.
        weights: float32, all in one row; none to put back.
    """

    run: int
    do: Literal["set", "back", "train"]
    weights: np.ndarray


def living_network(
    network: Mapping[str, Any],
    key: str,
    *,
    label: str,
    run: int = 0,
    planned: int = 1,
    film: Mapping[int, np.ndarray] | None = None,
    now: tuple[int, np.ndarray] | None = None,
    whole: bool = True,
    live: bool = False,
    epoch: int | None = None,
    goal: str = "",
    takes: bool = False,
    by_hand: int = 0,
    marks: Sequence[tuple[int, str]] = (),
    halted: bool = False,
    stops: Sequence[int] | None = None,
    example: int = 0,
    on_hold: Callable[[int, int | None], None] | None = None,
    on_example: Callable[[int], None] | None = None,
    on_hand: Callable[[Moved], None] | None = None,
    shapes: Literal["", "later", "now"] = "",
    still: bool = False,
    on_shape: Callable[[Shaped], None] | None = None,
) -> None:
    """Shows a network; called again with the same key it goes on with the same picture.

    Args:
        network: What `figures.living_network.describe` says.
        key: Its name, one per place on the page.
        label: What a screen reader says it is.
        run: Number of the run whose weights these are; 0 where there are none. A new number is played from its start.
        planned: Epochs of the run, by which its film is spread over time.
        film: Weights by epoch, in order; float32, or float16 as large networks have them.
        now: Epoch and weights of the network as it is now.
        whole: Whether the film is all there is; else these are the newest frames of it.
        live: Whether more may come.
        epoch: The one to show and hold; None for the newest.
        goal: A task that is done when all training points are told right; empty for none.
        takes: Whether a number that is moved in the newest weights acts on the training: it waits.
        by_hand: How many numbers it was given in this pause.
        marks: Where something was changed by hand: (the last epoch before it, a few words).
        halted: Whether the training is paused: then the film holds at what is seen, too.
        stops: The epochs that the film can be held at; None for all of it.
        example: Of a table, the place of the test example that goes through it.
        on_hold: Called with the run's number and the epoch that the user holds, None for the newest, before the script
            runs again.
        on_example: Called with the place of another test example.
        on_hand: Called with what was done to weights by hand, before the script runs again.
        shapes: Whether neurons and layers can be added and taken in the picture.
        still: Whether only `now` is shown: there is no film.
        on_shape: Called with what is wanted of them, before the script runs again.
    """
    parts = Parts(key)
    large = bool(network.get("large"))
    frames = described.frames(film or {})
    message = {
        **({"main": SCRIPTS[network["kind"]], "example": example} if network["kind"] in SCRIPTS else {}),
        "label": label,
        "network": parts.put(network),
        "run": run,
        "planned": planned,
        "frames": {**frames, "weights": [parts.put(weights, once=True) for weights in frames["weights"]]},
        "now": {"epoch": now[0], "weights": parts.put(described.packed(now[1]), once=large)} if now else None,
        "whole": whole,
        "live": live,
        "linked": on_hold is not None,
        "at": epoch,
        "goal": goal,
        "takes": takes,
        "shapes": shapes,
        "still": still,
        "picks": on_example is not None,
        "trains": on_hand is not None,
        "by_hand": by_hand,
        "marks": list(marks),
        "halted": halted,
        "stops": None if stops is None else list(stops),
    }

    def hold() -> None:
        held = WidgetValue[Any](key, {}).get().get("held")
        if held and on_hold:
            on_hold(held["run"], held["epoch"])

    def hand() -> None:
        told = WidgetValue[Any](key, {}).get().get("moved")
        if told and on_hand:
            on_hand(Moved(told["run"], told["do"], described.unpacked(told.get("weights", ""))))

    def shape() -> None:
        told = WidgetValue[Any](key, {}).get().get("shaped")
        if told and on_shape:
            on_shape(Shaped(told["run"], told["do"], int(told["layer"]), told["unit"]))

    def choose() -> None:
        place = WidgetValue[Any](key, {}).get().get("chosen")
        if place is not None and on_example:
            on_example(int(place))

    mount(message, parts, held=hold, moved=hand, shaped=shape, chosen=choose)


def mount(message: Mapping[str, Any], parts: Parts, **heard: Callable[[], None]) -> None:
    """Sends a message to a picture.

    Args:
        message: Plain data; `script` is added to it.
        parts: What it has of parts, with the picture's key.
        **heard: What is called, before the script runs again, when the picture says something, by what it says.
    """
    calls: dict[str, Any] = {f"on_{name}_change": call for name, call in heard.items()}
    data = parts.message({"script": served(), "texts": script_texts.address(), **message})
    _component(key=parts.key, data=data, height="content", on_lacks_change=parts.forget, **calls)


def served() -> str:
    """Lets Streamlit serve the scripts of this picture, and the pen for the keyboard; the address of their folder."""
    return serve("network", FOLDER)
