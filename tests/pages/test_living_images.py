"""The network on images lives on the playground: it is told what its layers say to an example, or to a drawing."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay import sketch
from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.engine.client import Job
from nnplay.models.build import build_model
from nnplay.spec import LayerSpec
from nnplay.training.events import BatchEnd, Prepared
from nnplay.ui.common import living_frames
from nnplay.ui.common.server import ask
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside.state import InsideState
from nnplay.ui.playground import images_panel
from nnplay.ui.playground.images_panel import PicturedExample
from tests.pages.factories import WAIT, healthy, session_of, show, train
from tests.pages.test_living_network import films, told
from tests.waiting import eventually

SMALL = (
    SPECS["digits-cnn"]
    .with_layers((LayerSpec("Conv2D", filters=20), LayerSpec("Flatten"), LayerSpec("Dense", units=3)))
    .with_training(epochs=2)
)
STROKES = [[[100.0, 60.0], [220.0, 60.0], [150.0, 280.0]]]


def numbers(layer: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(layer["floats"]), "<f4")


@pytest.mark.thorough
def test_it_has_the_maps_of_the_example_that_all_pages_look_at_and_its_film(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(at, SMALL)
    message = told(at)
    assert (message["run"], message["frames"], message["now"]) == (0, [], None)
    assert message["label"].startswith("Picture of the network: Conv2D 20")
    data = load_dataset(SMALL.dataset)
    assert message["example"]["truth"] == data.class_names[data.y_test[0]]

    # Before its training, what its layers say with their initial weights.
    assert eventually(lambda: bool(told(healthy(at.run()))["now"]), WAIT)
    first, model = told(at)["now"], build_model(SMALL)
    (maps,) = np.asarray(model.layers[0](data.x_test[:1]))
    expected = np.moveaxis(maps[..., first["layers"][0]["units"]], -1, 0)
    np.testing.assert_allclose(numbers(first["layers"][0]), expected.ravel(), atol=1e-5)
    assert first["epoch"] == 0

    # A training that has told of its first batch, and not yet what it says to the example, leaves it as it is.
    waiting = SessionRun(9, Job("made", SMALL, Path("nowhere")))
    waiting.job.apply([Prepared(2, 8, {}, 2, "fit", "Because."), BatchEnd(1, 1, {"loss": 1.0})])
    monkeypatch.setattr(living_frames, "_watch", lambda *what: None)
    update = living_frames.update(waiting, "test 0", data.x_test[0], message["network"])
    assert update["now"][0] == 0
    monkeypatch.undo()

    run = train(at)
    epochs = list(run.job.history.checkpoints)
    # In a class the page does not wait for the answer about another example; the same page has it a moment later.
    monkeypatch.setattr(images_panel, "is_class", lambda: True)
    session_of(at).part(InsideState).look_at(5)
    assert told(healthy(at.run()))["frames"] == []
    assert eventually(lambda: [one["epoch"] for one in told(healthy(at.run()))["frames"]] == epochs, WAIT)
    monkeypatch.setattr(images_panel, "is_class", lambda: False)
    session_of(at).part(InsideState).look_at(3)
    healthy(at.run())
    message = told(at)
    assert message["example"]["name"] == "test 3"
    assert (message["whole"], message["live"], message["at"]) == (True, False, None)
    assert [frame["epoch"] for frame in message["frames"]] == epochs
    assert films(at) == 0, "the picture plays the film"
    outputs = {one.name: one.values for one in ask(run, "feature_maps", example=data.x_test[3])}
    rows = message["network"]["rows"]
    assert [row["name"] for row in rows] == ["conv2d_1", "dense_3", "output"]
    for row, layer in zip(rows, message["now"]["layers"], strict=True):
        expected = np.moveaxis(outputs[row["name"]][..., layer["units"]], -1, 0)
        np.testing.assert_allclose(numbers(layer), expected.ravel(), atol=1e-6)
    assert len(message["now"]["layers"][0]["units"]) == 14
    assert all(frame["layers"][0]["units"] == message["now"]["layers"][0]["units"] for frame in message["frames"])

    # A click opens the sum behind a number, here of the same example.
    mine = session_of(at).part(PicturedExample)
    mine.clicked = "conv2d_1", (2, 3, 4)
    healthy(at.run())
    assert mine.clicked is None
    assert [field.value for field in at.number_input if field.label in ("Row", "Column", "Map")] == [2, 3, 4]
    mine.clicked = "conv2d_1", (2, 3, 99)  # nothing that the browser says may break the page
    healthy(at.run())

    # The epoch that its film is held at is that of all pages.
    images_panel._hold(run, {"run": 1, "epoch": 1})
    healthy(at.run())
    assert told(at)["at"] == 1
    images_panel._hold(run, {"run": 1, "epoch": 77})
    assert run.epoch == 1


def test_a_drawing_goes_through_it_as_the_page_draw_reads_it(at: AppTest) -> None:
    show(at, SMALL)
    data, mine = load_dataset(SMALL.dataset), session_of(at).part(PicturedExample)
    assert told(at)["example"]["sketchable"]
    images_panel.take_drawing(mine, {"strokes": STROKES, "pen": 18, "done": True})
    healthy(at.run())
    example = told(at)["example"]
    assert (example["drawn"], example["truth"], example["title"]) == (True, "", "Your drawing")
    found = np.frombuffer(base64.b64decode(example["picture"]["bytes"]), np.uint8) / 255
    expected = sketch.to_input([np.array(path) for path in STROKES], data.input_shape)
    np.testing.assert_allclose(found, expected.ravel(), atol=0.5 / 255 + 1e-6)

    images_panel.take_drawing(mine, {"strokes": [], "pen": 18, "done": True})
    healthy(at.run())
    assert not told(at)["example"]["drawn"], "a cleared drawing makes room for the test example"
