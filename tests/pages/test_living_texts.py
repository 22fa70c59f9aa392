"""The network on texts lives on the playground and in Look inside: what its layers say to each word of a text."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.figures.network_room import network_room
from nnplay.models.build import build_model
from nnplay.spec import LayerSpec
from nnplay.ui.common.server import ask
from nnplay.ui.inside.state import InsideState
from nnplay.ui.playground import images_panel
from tests.pages.factories import INSIDE, WAIT, errors, healthy, session_of, show, texts, train, turn_to
from tests.pages.test_living_images import numbers
from tests.pages.test_living_network import films, has_picture, told
from tests.waiting import eventually

SMALL = SPECS["text-attention"].with_training(epochs=2, batch_size=128)
ROWS = [
    "embedding_1", "positionembedding_2", "selfattention_3 shares", "selfattention_3", "globalaveragepooling1d_4",
    "dense_5", "output",
]  # fmt: skip


def layers(message: dict[str, Any]) -> dict[str, np.ndarray]:
    """The newest numbers by layer: (units, steps) or (units,)."""
    found = {}
    for row, layer in zip(message["network"]["rows"], message["now"]["layers"], strict=True):
        values = numbers(layer)
        found[row["name"]] = values.reshape(len(layer["units"]), -1) if "steps" in row else values
    return found


def test_it_has_what_every_layer_says_to_each_word_and_its_film(at: AppTest) -> None:
    show(at, SMALL)
    message, data = told(at), load_dataset(SMALL.dataset)
    assert message["main"] == "steps.js"
    assert not has_picture(at), "the drawing that does not move is gone"
    rules = " ".join(one.proto.body for one in at.get("html"))
    for fingers in (False, True):
        height = network_room(SMALL, fingers=fingers)[360]
        assert f"(min-width: 360px) {{ .st-key-network-picture {{ min-height: {height}px; }} }}" in rules
    reading = data.preprocess.text
    assert reading
    assert message["example"]["words"]["shown"] == reading.shown(data.x_test[0])
    assert message["example"]["truth"] == data.class_names[data.y_test[0]]
    assert [row["name"] for row in message["network"]["rows"]] == ROWS

    # Before its training, what its layers say with their initial weights.
    assert eventually(lambda: bool(told(healthy(at.run()))["now"]), WAIT)
    values = data.x_test[:1]
    for layer in (model := build_model(SMALL)).layers[:2]:
        values = layer(values)
    np.testing.assert_allclose(layers(told(at))[model.layers[1].name], np.asarray(values)[0].T, atol=1e-5)

    run = train(at)
    epochs = list(run.job.history.checkpoints)
    assert eventually(lambda: [one["epoch"] for one in told(healthy(at.run()))["frames"]] == epochs, WAIT)
    assert films(at) == 0, "the picture plays the film"
    outputs = {one.name: one.values for one in ask(run, "feature_maps", example=data.x_test[0])}
    found = layers(told(at))
    for name in ROWS:
        if name in outputs:
            np.testing.assert_allclose(found[name], outputs[name].T, atol=1e-5)
    (attention,) = [one for one in ask(run, "reading", example=data.x_test[0]) if one.shares is not None]
    np.testing.assert_allclose(found["selfattention_3 shares"], attention.shares[0], atol=1e-5)


def test_a_text_that_is_typed_goes_through_it_and_through_look_inside(at: AppTest) -> None:
    show(at, SMALL)
    run, inside = train(at), session_of(at).part(InsideState)
    images_panel.take_text(inside, "a fox sees the old zebra and the hen in the barn")
    healthy(at.run())
    example = told(at)["example"]
    assert (example["drawn"], example["truth"], example["title"]) == (True, "", "Your text")
    assert example["words"]["shown"] == ["a", "fox", "sees", "the", "old", "zebra", "and", "the", "hen"]
    assert example["words"]["unknown"] == [0, 5, 6]
    assert "3 more are left out" in example["caution"]
    assert eventually(lambda: bool(told(healthy(at.run()))["now"]), WAIT)
    reading = load_dataset(SMALL.dataset).preprocess.text
    assert reading
    codes = reading.codes([inside.text])
    expected = {one.name: one.values for one in ask(run, "feature_maps", example=codes[0].astype(np.float32))}
    np.testing.assert_allclose(layers(told(at))["output"], expected["output"], atol=1e-5)

    inside.part = "Network"
    turn_to(at, INSIDE)
    assert errors(at) == ""
    message = told(at)
    assert message["example"]["words"] == example["words"]
    np.testing.assert_allclose(layers(message)["selfattention_3"], expected["selfattention_3"].T, atol=1e-5)
    assert message["still"]
    assert "The network says" in texts(at)

    images_panel.take_text(inside, "  ")
    assert inside.source == "test", "without a text the test example goes through it again"


def test_its_room_grows_with_what_is_drawn() -> None:
    few, more = SPECS["text-attention"], SPECS["text-rnn"]
    assert network_room(few)
    assert network_room(few.with_layers(few.layers[1:])) == {}, "nothing is drawn of a network that can't be"
    heads = few.with_layers((*few.layers[:2], LayerSpec("SelfAttention", num_heads=4, key_dim=8), *few.layers[3:]))
    assert network_room(heads)[400] - network_room(few)[400] == 3 * 9 * 11, "a line for each word and head"
    units = more.with_layers((more.layers[0], LayerSpec("GRU", units=200)))
    assert network_room(more)[400] - network_room(units)[400] == 2 * 7 - 17, "16 units, or 14 and how many more"
    assert json.dumps(network_room(few)) == json.dumps(network_room(few, edited=True))
