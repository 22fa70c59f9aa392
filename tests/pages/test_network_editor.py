"""The buttons of the layers, and what the page says to a stack that cannot stand."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import SPECS
from nnplay.models.shapes import fitting_layers, trace
from nnplay.spec import MAX_LAYERS, DatasetSpec, LayerSpec
from nnplay.suggestion import suggested_experiment
from tests.pages.factories import button, errors, healthy, labels, pick, press, session_of, show, texts

FIRST, SECOND, THIRD = (LayerSpec("Dense", units=units) for units in (1, 2, 3))
THREE = SPECS["spiral"].with_layers((FIRST, SECOND, THIRD))


def open_layer(at: AppTest, index: int) -> None:
    """Opens the popover of a layer."""
    at.session_state[session_of(at).key(f"layer-{index}")] = True
    healthy(at.run())


@pytest.mark.parametrize("name", fitting_layers(THREE))
def test_every_kind_of_layer_that_fits_can_be_added_at_the_end(at: AppTest, name: str) -> None:
    session = show(at, THREE)
    healthy(at.selectbox(key="layer-to-add").set_value(name).run())
    press(at, "Add layer")
    assert session.spec == THREE.with_layers((FIRST, SECOND, THIRD, LayerSpec(name)))


def test_a_convolution_goes_before_flatten_and_is_not_offered_for_points(at: AppTest) -> None:
    session = show(at, SPECS["digits-cnn"])
    healthy(at.selectbox(key="layer-to-add").set_value("Conv2D").run())
    press(at, "Add layer")
    names = [layer.name for layer in session.spec.layers]
    assert names == ["Conv2D", "Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense"]
    assert not trace(session.spec).error
    pick(at, "Dataset", "spiral")
    assert at.selectbox(key="layer-to-add").value == "Dense"
    assert "Conv2D" not in at.selectbox(key="layer-to-add").options


@pytest.mark.parametrize(
    ("index", "label", "layers"),
    [
        (1, "Up", (SECOND, FIRST, THIRD)),
        (1, "Down", (FIRST, THIRD, SECOND)),
        (0, "Duplicate", (FIRST, FIRST, SECOND, THIRD)),
        (2, "Duplicate", (FIRST, SECOND, THIRD, THIRD)),
        (0, "Remove", (SECOND, THIRD)),
        (2, "Remove", (FIRST, SECOND)),
    ],
)
def test_a_button_of_a_layer_changes_the_stack(
    at: AppTest, index: int, label: str, layers: tuple[LayerSpec, ...]
) -> None:
    session = show(at, THREE)
    open_layer(at, index)
    press(at, label)
    assert session.spec == THREE.with_layers(layers)
    healthy(at.run())
    assert session.spec == THREE.with_layers(layers)


def test_the_first_layer_cannot_go_up_and_the_last_not_down(at: AppTest) -> None:
    show(at, THREE)
    open_layer(at, 0)
    assert button(at, "Up").disabled
    assert not button(at, "Down").disabled
    show(at, THREE)
    open_layer(at, 2)
    assert not button(at, "Up").disabled
    assert button(at, "Down").disabled


def test_no_layer_is_added_beyond_the_limit(at: AppTest) -> None:
    show(at, THREE.with_layers((FIRST,) * MAX_LAYERS))
    assert button(at, "Add layer").disabled
    open_layer(at, 0)
    assert button(at, "Duplicate").disabled


def test_an_edited_option_changes_that_layer_alone(at: AppTest) -> None:
    session = show(at, THREE)
    open_layer(at, 1)
    healthy(at.number_input(key=session.key("layer-1") + "-units").set_value(9).run())
    assert session.spec == THREE.with_layers((FIRST, LayerSpec("Dense", units=9), THIRD))
    assert "**Dense** 9 · relu" in {block.proto.popover.label[3:] for block in at.get("popover")}


@pytest.mark.data
def test_shapes_and_parameters_stand_beside_the_layers(at: AppTest) -> None:
    show(at, SPECS["mnist-convnet"])
    for shape in ("26 × 26 × 32", "13 × 13 × 32", "11 × 11 × 64", "576"):
        assert shape in texts(at)
    assert "93,322 parameters in all" in texts(at)


def test_an_impossible_stack_is_explained_and_not_trained(at: AppTest) -> None:
    spec = SPECS["digits-cnn"].with_layers((LayerSpec("Flatten"), LayerSpec("Conv2D")))
    session = show(at, spec)
    error = trace(spec).error
    assert error is not None
    assert errors(at) == error.message
    assert errors(at).startswith("Layer 2: Conv2D needs images")

    press(at, "Train")

    assert session.runs == []
    assert f"This network cannot be trained yet. {error.message}" in errors(at)


def test_a_kernel_larger_than_its_input_is_explained(at: AppTest) -> None:
    show(
        at, SPECS["digits-cnn"].with_layers((LayerSpec("Conv2D", kernel_size=9, padding="valid"), LayerSpec("Flatten")))
    )
    assert "Layer 1:" in errors(at)
    assert "9" in errors(at)
    assert "8 × 8" in errors(at)


def test_a_missing_flatten_is_explained(at: AppTest) -> None:
    show(at, SPECS["digits-cnn"].with_layers((LayerSpec("Conv2D"),)))
    assert "Add Flatten or GlobalAveragePooling2D" in errors(at)


@pytest.mark.parametrize("dataset", ["digits", "moons", "line", "iris"])
def test_layers_that_fit_the_data_mend_an_impossible_stack(at: AppTest, dataset: str) -> None:
    layers = (LayerSpec("Flatten"), LayerSpec("Conv2D"))
    session = show(at, SPECS["digits-cnn"].with_dataset(DatasetSpec(dataset)).with_layers(layers))
    press(at, "Use layers that fit these data")
    assert session.spec.layers == suggested_experiment(DatasetSpec(dataset)).layers
    assert trace(session.spec).error is None
    assert errors(at) == ""
    assert "Use layers that fit these data" not in labels(at)


def test_a_loss_that_does_not_fit_the_task_is_explained_before_training(at: AppTest) -> None:
    session = show(at, SPECS["spiral"].with_training(loss="sparse_categorical_crossentropy"))
    assert "does not fit a binary task" in errors(at)
    press(at, "Train")
    assert session.runs == []
