"""Look inside a network with a layer of every kind: every part draws, and every number says where it comes from."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.inside.state import InsideState
from nnplay.ui.inside.view import PARTS
from tests.models.factories import one_of_each, other_kinds
from tests.pages.factories import INSIDE, chart, errors, healthy, open_app, session_of, show, texts, train, turn_to

# One channel is nothing to be normalized, so these start behind a convolution.
LAYERS_OF_EACH = one_of_each((8, 8, 4), other_kinds(), filters=4, units=6)
LAYERS_OF_EACH = tuple(sorted(LAYERS_OF_EACH, key=lambda layer: layer.name != "Conv2D"))


@pytest.fixture(scope="module")
def opened() -> tuple[AppTest, SessionRun]:
    """A session with such a network, trained for a moment on small digits."""
    at = open_app()
    show(at, SPECS["digits-cnn"].with_layers(LAYERS_OF_EACH).with_training(epochs=2, batch_size=64))
    return at, train(at)


def look_at(opened: tuple[AppTest, SessionRun], part: str) -> AppTest:
    at, run = opened
    session_of(at).part(InsideState).look_at(0, part)
    turn_to(at, INSIDE)
    return healthy(at.selectbox[0].set_value(run.number).run())


def place_of(name: str) -> int:
    """Of the first layer of a kind among the layers on the page, where the input is 0."""
    return [layer.name for layer in LAYERS_OF_EACH].index(name) + 1


@pytest.mark.parametrize("part", PARTS)
def test_every_part_draws_a_network_with_every_kind(opened: tuple[AppTest, SessionRun], part: str) -> None:
    at = look_at(opened, part)
    assert errors(at) == ""
    shown = {
        "Feature maps": lambda layer: True,
        "Representations": lambda layer: not layer.kind.passes_on,
        "Over training": lambda layer: not layer.kind.passes_on,
    }
    if part in ("Feature maps", "Over training"):
        for number, layer in enumerate(LAYERS_OF_EACH, start=1):
            assert (f"**{number}. {layer.name}**" in texts(at)) == shown[part](layer)
    if part == "Representations":
        assert chart(at, f"PCA of {sum(map(shown[part], LAYERS_OF_EACH)) + 2} layers")  # with input and output
    if part == "Why":
        assert chart(at, "Grad-CAM for")


@pytest.mark.parametrize("name", [kind.name for kind in other_kinds()])
def test_every_kind_explains_its_number(opened: tuple[AppTest, SessionRun], name: str) -> None:
    at = look_at(opened, "Feature maps")
    healthy(at.button(key=f"maps-{place_of(name)}-large").click().run())
    words = {
        "SeparableConv2D": ("Two steps. Depthwise", "1 × 1 weight of each of the 4 kernels", "Its 1 × 1 weight: "),
        "DepthwiseConv2D": ("the kernel that belongs to that map", "Sum ", " + bias "),
        "LayerNormalization": ("the mean of all channels at this pixel", "deviation ", " / "),
        "BatchNormalization": ("its channel's mean", "running", " / "),
        "SpatialDropout2D": ("works during training only",),
        "UpSampling2D": ("copied into a square of 2 × 2", "Read in **", ": row "),
        "MaxPooling2D": ("The largest of 2 × 2 numbers is **",),
        "GlobalAveragePooling2D": ("The mean of all numbers in one map", "numbers is **"),
        "Activation": ("The activation function", "→ tanh →"),
    }
    for word in words.get(name, ("**",)):
        assert word in texts(at)
    assert errors(at) == ""


def test_kernels_of_every_kind_that_has_some_are_shown(opened: tuple[AppTest, SessionRun]) -> None:
    at, run = opened
    look_at(opened, "Kernels")
    choice = at.selectbox(key=f"kernel-layer-{run.number}")
    with_kernels = [layer for layer in LAYERS_OF_EACH if layer.kind.kernels]
    assert len(choice.options) == len(with_kernels) + 1  # the output layer
    for layer in with_kernels:
        name = f"{layer.name.lower()}_{place_of(layer.name)}"
        healthy(at.selectbox(key=f"kernel-layer-{run.number}").set_value(name).run())
        assert chart(at, f"Kernels of {name}" if layer.kind.slides_kernels else f"Weights of {name}")
        assert errors(at) == ""


def test_a_separable_layer_shows_its_kernels_and_how_its_filters_mix_them(opened: tuple[AppTest, SessionRun]) -> None:
    at, run = opened
    look_at(opened, "Kernels")
    name = f"separableconv2d_{place_of('SeparableConv2D')}"
    healthy(at.selectbox(key=f"kernel-layer-{run.number}").set_value(name).run())
    assert "4 kernels of 3 × 3 weights, one for each map that is read. Each of the 4 filters combines" in texts(at)
    assert chart(at, f"1 × 1 weights of {name}: 4 kernels by 4 filters")
    before = chart(at, "Its kernel answers")["data"]
    total = chart(at, "All 4 weighed, and bias")["data"]
    # Another filter mixes the same answers otherwise; another kernel answers otherwise.
    healthy(at.number_input(key=f"kernel-filter-{run.number}-{name}").set_value(2).run())
    assert chart(at, "Its kernel answers")["data"] == before
    assert chart(at, "All 4 weighed, and bias")["data"] != total
    healthy(at.selectbox(key=f"kernel-channel-{run.number}-{name}").set_value(3).run())
    assert chart(at, "Its kernel answers")["data"] != before


def test_filters_of_every_kind_that_slides_kernels_have_pictures_that_please_them(
    opened: tuple[AppTest, SessionRun],
) -> None:
    at, run = opened
    look_at(opened, "What a filter looks for")
    choice = at.selectbox(key=f"preferred-layer-{run.number}")
    assert len(choice.options) == sum(bool(layer.kind.kernels) for layer in LAYERS_OF_EACH) + 1
    healthy(choice.set_value(f"depthwiseconv2d_{place_of('DepthwiseConv2D')}").run())
    assert chart(at, "Preferred pictures of 4 filters")
    assert errors(at) == ""
