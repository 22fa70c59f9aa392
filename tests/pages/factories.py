"""How the tests of the pages look at a page and use it."""

from __future__ import annotations

import base64
import functools
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button
from streamlit.util import calc_hash

from nnplay.catalogue import SPECS
from nnplay.datasets.store import background
from nnplay.engine.client import Job
from nnplay.lessons import lesson
from nnplay.spec import ExperimentSpec
from nnplay.ui.common.server import engine
from nnplay.ui.common.session import Session
from nnplay.ui.common.session_run import SessionRun
from tests.sketch.factories import fabric_path
from tests.waiting import SECONDS

ROOT = Path(__file__).parents[2]

WAIT = SECONDS
"""Seconds that a training may take at most; the first one waits for TensorFlow."""

PLAYGROUND, INSIDE, DRAW = "pages/playground.py", "pages/look_inside.py", "pages/draw.py"
DATA, EVALUATE, PREDICT = "pages/data.py", "pages/evaluate.py", "pages/predict.py"
LEARN = "pages/learn.py"

SEVEN = fabric_path([["M", 100, 60], ["L", 220, 60], ["L", 150, 280]])


def new_tab(experiment: str = "digits-cnn") -> AppTest:
    """A new browser tab before it has shown a page, with a ready experiment; else, with what tabs begin with.

    To go to a page from here spares the drawing of the first one.
    """
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT)
    if experiment:
        at.session_state["nnplay"] = Session(spec=SPECS[experiment])
    return at


def open_app(experiment: str = "digits-cnn") -> AppTest:
    """The first page in a new browser tab, with the same experiment as in `new_tab`."""
    return healthy(new_tab(experiment).run())


def healthy(at: AppTest) -> AppTest:
    """The page, if it was drawn without an exception."""
    for error in at.exception:
        pytest.fail("\n".join([error.message, *error.stack_trace]))
    return at


def turn_to(at: AppTest, page: str) -> AppTest:
    """Goes to a page by its file."""
    return healthy(at.switch_page(page).run())


def turn_to_lesson(at: AppTest, name: str) -> AppTest:
    """Goes to a lesson's page, which has no file that AppTest could switch to."""
    at._page_hash = calc_hash(lesson(name).address)  # as `st.Page` makes it
    return healthy(at.run())


def session_of(at: AppTest) -> Session:
    """The person's session behind the page."""
    return at.session_state["nnplay"]


FOLDED = {"More options": "training-more", "About and options": "data-about", "Save or open": "file"}
"""What is folded away on the playground: the keys by what it is called."""


def unfold(at: AppTest, *names: str) -> AppTest:
    """Opens what is folded away; all of it where nothing is named."""
    for name in names or FOLDED:
        at.session_state[FOLDED[name]] = True
    return healthy(at.run())


def show(at: AppTest, spec: ExperimentSpec) -> Session:
    """Puts an experiment onto the page as a preset would; the session."""
    session = session_of(at)
    session.replace_spec(spec)
    healthy(at.run())
    return session


def run_with_old_values(at: AppTest, old: WidgetStates) -> None:
    """Runs the page as a browser does that still sends values of widgets which have gone."""
    states = at._tree.get_widget_states()
    shown = {widget.id for widget in states.widgets}
    states.widgets.extend(widget for widget in old.widgets if widget.id not in shown)
    healthy(at._run(states))


def button(at: AppTest, label: str) -> Button:
    """The one button with a label."""
    (found,) = [each for each in at.button if each.label == label]
    return found


def gallery(at: AppTest, label: str) -> dict[str, Any]:
    """What the gallery with a label offers and shows."""
    return json.loads(gallery_message(at, label).bytes)


def tiles(at: AppTest, label: str) -> dict[str, dict[str, str]]:
    """What can be chosen in the gallery with a label, by name."""
    return {tile["name"]: tile for group in gallery(at, label)["groups"] for tile in group["tiles"]}


def pick(at: AppTest, label: str, name: str) -> None:
    """Takes something out of the gallery with a label, as a browser tells it."""
    states = at._tree.get_widget_states()
    state = states.widgets.add()
    state.id = _make_trigger_id(gallery_message(at, label).id, "events")
    state.json_trigger_value = json.dumps([{"event": "chosen", "value": name}])
    healthy(at._run(states))


def gallery_message(at: AppTest, label: str) -> Any:
    """What the browser is sent of the gallery with a label."""
    protos = [each.proto for each in at.get("bidi_component") if each.proto.component_name == "nnplay_gallery"]
    (found,) = [proto for proto in protos if json.loads(proto.bytes)["label"] == label]
    return found


def labels(at: AppTest) -> list[str]:
    """What the buttons of the page say, as far as they can be pressed."""
    return [each.label for each in at.button if not each.disabled]


def press(at: AppTest, label: str) -> None:
    """Presses a button."""
    healthy(button(at, label).click().run())


def errors(at: AppTest) -> str:
    """All sentences in red, as they are read."""
    return "\n".join(as_read(each.value) for each in at.error)


def as_read(markdown: str) -> str:
    """A user's text that was made plain for Markdown, as the browser shows it."""
    return re.sub(r"\\(.)", r"\1", markdown).replace("\u2060", "")


def texts(at: AppTest) -> str:
    """All plain text of the page."""
    return "\n".join(each.value for each in (*at.markdown, *at.caption, *at.info))


def progress(at: AppTest) -> str:
    """The line over the curves."""
    (bar,) = at.get("progress")
    return bar.proto.text


def chart(at: AppTest, label: str) -> dict[str, Any]:
    """The Plotly figure of the live chart whose label for screen readers begins so."""
    for element in at.get("bidi_component"):
        if element.proto.component_name == "nnplay_live_chart":
            payload = message_of(element.proto.bytes, object_hook=_array)
            if payload["label"].startswith(label):
                return payload["figures"][0]["figure"]
    raise AssertionError(f"there is no chart {label!r}")


def network_picture(at: AppTest) -> dict[str, Any]:
    """What is told to the picture of the whole network."""
    (found,) = (one for one in at.get("bidi_component") if one.proto.component_name == "nnplay_living_network")
    return message_of(found.proto.bytes)


def message_of(sent: bytes, **how: Any) -> dict[str, Any]:
    """What a chart or the picture of a network is told, with its parts in their places."""
    message = json.loads(sent, **how)
    told: dict[str, Any] = filled(message, message.pop("parts"))[0]
    return told


def filled(value: Any, parts: Mapping[str, Any]) -> tuple[Any, set[str]]:
    """Plain data with the parts that are named in it, and their names."""
    used: set[str] = set()

    def fill(value: Any) -> Any:
        if isinstance(value, dict) and "$part" in value:
            used.add(value["$part"])
            return parts[value["$part"]]
        if isinstance(value, dict):
            return {name: fill(one) for name, one in value.items()}
        return [fill(one) for one in value] if isinstance(value, list) else value

    return fill(value), used


def _array(found: dict[str, Any]) -> Any:
    """Plotly's packed arrays as lists."""
    if "bdata" not in found:
        return found
    flat = np.frombuffer(base64.b64decode(found["bdata"]), np.dtype(found["dtype"]))
    shape = [int(size) for size in str(found.get("shape", len(flat))).split(",")]
    return flat.reshape(shape).tolist()


def end_downloads() -> None:
    """Waits until all downloads in the background have ended."""
    for running in list(background.fetches.values()):
        assert running.wait(SECONDS)


def start_long(at: AppTest) -> SessionRun:
    """Starts a training that goes on until it is stopped; the run, when it has its first epoch."""
    show(at, SPECS["digits-cnn"].with_training(epochs=2000))
    press(at, "Train")
    run = session_of(at).runs[-1]
    while not run.job.history.epochs:
        assert not run.job.wait(0.05)
    healthy(at.run())
    return run


def train(at: AppTest, preset: str | None = None) -> SessionRun:
    """Trains what the page shows, or a preset, to its end; the run, with the page drawn again."""
    if preset:
        show(at, SPECS[preset])
    press(at, "Train")
    run = session_of(at).runs[-1]
    assert run.job.wait(WAIT)
    healthy(at.run())
    return run


def give_trained(at: AppTest, experiment: str | ExperimentSpec) -> SessionRun:
    """Shows an experiment and a run of it that has ended, as `train` does; the page is drawn with it.

    It was trained once for all tests of this process, and its files are this session's own.
    """
    spec = SPECS[experiment] if isinstance(experiment, str) else experiment
    session, trained = session_of(at), _trained(spec.to_json())
    session.replace_spec(spec)
    job = engine().take_in(spec, trained.history, lambda folder: shutil.copytree(trained.folder, folder))
    run = session.add(SessionRun(session.newest + 1, job))
    session.picked = 0
    healthy(at.run())
    return run


@functools.cache
def _trained(spec: str) -> Job:
    """A training that has ended; nobody changes its files."""
    job = engine().train(ExperimentSpec.from_json(spec))
    assert job.wait(WAIT)
    return job
