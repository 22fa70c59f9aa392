"""Widgets are seeded from the experiment and give it back: opening a page changes nothing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import CATALOGUE, SPECS
from nnplay.registry import DATASETS, LAYERS, OPTIMIZERS, Param
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec, TrainingSpec
from nnplay.suggestion import with_dataset
from nnplay.ui.common.session import Session
from nnplay.ui.common.widgets import log_values
from tests.pages.factories import gallery, healthy, open_app, pick, run_with_old_values, session_of, show, unfold
from tests.strategies import examples, experiments


@pytest.fixture(scope="module")
def drawn() -> AppTest:
    """One tab for all experiments that are put onto its page."""
    return open_app()


def comes_back(at: AppTest, spec: ExperimentSpec) -> None:
    """The page with all that is folded away open, drawn twice, leaves the experiment as it was."""
    session = show(at, spec)
    unfold(at)
    for index in range(len(spec.layers)):
        at.session_state[session.key(f"layer-{index}")] = True
    healthy(at.run())  # draws the widgets
    healthy(at.run())  # takes their values in, as a browser sends them
    assert session.spec == spec
    assert all(button_of(at, session, index) for index in range(len(spec.layers)))


def button_of(at: AppTest, session: Session, index: int) -> object:
    """A widget inside of the layer's popover; a missing one raises."""
    return at.button(key=f"{session.key(f'layer-{index}')}-Remove")


def with_marks(names: Iterable[str], dataset: Callable[[str], str]) -> list[Any]:
    """The names for a test, those marked that show data of files."""
    return [pytest.param(name, marks=pytest.mark.data if DATASETS[dataset(name)].files else ()) for name in names]


@pytest.mark.sweep(keep=("line", "digits-cnn", "wine"))
@pytest.mark.parametrize("name", with_marks(CATALOGUE, lambda name: SPECS[name].dataset.name))
def test_choosing_a_preset_gives_exactly_its_experiment(at: AppTest, name: str) -> None:
    session = session_of(at)
    pick(at, "Experiment", name)
    healthy(at.run())
    assert session.spec == SPECS[name]
    assert session.preset == name
    comes_back(at, SPECS[name])


@pytest.mark.sweep(keep=("spiral", "digits", "wine"))
@pytest.mark.parametrize("name", with_marks(DATASETS, str))
def test_a_dataset_with_its_defaults_comes_back_unchanged(drawn: AppTest, name: str) -> None:
    comes_back(drawn, SPECS["spiral"].with_dataset(DatasetSpec(name)))


@pytest.mark.sweep
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_with_its_defaults_comes_back_unchanged(drawn: AppTest, name: str) -> None:
    comes_back(drawn, SPECS["spiral"].with_training(optimizer=OptimizerSpec(name)))


def test_every_kind_of_layer_comes_back_unchanged(drawn: AppTest) -> None:
    comes_back(drawn, SPECS["spiral"].with_layers(tuple(LayerSpec(name) for name in LAYERS)))


@pytest.mark.sweep
@pytest.mark.parametrize("rate", [0.0199999999, 0.0200000001, 1.2345678901234e-7, 1e-8, 1e10])
def test_a_learning_rate_with_many_digits_is_not_rounded(drawn: AppTest, rate: float) -> None:
    comes_back(drawn, SPECS["spiral"].with_training(optimizer=OptimizerSpec("Adam", learning_rate=rate)))


@pytest.mark.parametrize("l2", [1e-38, 1e-12])
def test_a_tiny_regularization_does_not_become_zero(drawn: AppTest, l2: float) -> None:
    comes_back(drawn, SPECS["spiral"].with_layers((LayerSpec("Dense", units=2, l2=l2),)))


@pytest.mark.data
@settings(examples(20))
@given(experiments(max_layers=3).filter(lambda spec: spec.dataset.name != "mnist"))
def test_any_experiment_that_can_be_written_comes_back_unchanged(drawn: AppTest, spec: ExperimentSpec) -> None:
    comes_back(drawn, spec)


@pytest.mark.parametrize("name", with_marks((name for name in DATASETS if name != "digits"), str))
def test_choosing_a_dataset_takes_it_with_its_defaults(at: AppTest, name: str) -> None:
    session = session_of(at)
    pick(at, "Dataset", name)
    assert session.spec == with_dataset(SPECS["digits-cnn"], DatasetSpec(name))


def test_choosing_an_optimizer_takes_it_with_its_defaults(at: AppTest) -> None:
    session = session_of(at)
    healthy(at.selectbox(key=session.key("training") + "-optimizer").set_value("SGD").run())
    assert session.spec == SPECS["digits-cnn"].with_training(optimizer=OptimizerSpec("SGD"))


def test_a_changed_number_is_taken_and_makes_it_an_own_experiment(at: AppTest) -> None:
    session = session_of(at)
    healthy(at.number_input(key=session.key("training") + "-epochs").set_value(7).run())
    assert session.spec == SPECS["digits-cnn"].with_training(epochs=7)
    assert gallery(at, "Experiment")["title"] == "Own experiment"


def test_an_exact_learning_rate_far_beyond_the_slider_is_taken(at: AppTest) -> None:
    session = session_of(at)
    rate = session.spec.training.optimizer["learning_rate"]
    unfold(at, "More options")
    exact = at.number_input(key=f"{session.key('training')}-Adam-{rate}-exact")
    healthy(exact.set_value(1e9).run())
    assert session.spec.training.optimizer == OptimizerSpec("Adam", learning_rate=1e9)
    assert at.select_slider(key=session.key("training") + "-Adam-rate").value == 1e9


def test_an_experiment_that_is_no_more_in_the_gallery_changes_nothing(at: AppTest) -> None:
    pick(at, "Experiment", "something else")
    assert session_of(at).spec == SPECS["digits-cnn"]


def test_an_exact_learning_rate_is_not_put_back_by_a_value_that_the_browser_sends_once_more(at: AppTest) -> None:
    session = session_of(at)
    rate = session.spec.training.optimizer["learning_rate"]
    unfold(at, "More options")
    at.number_input(key=f"{session.key('training')}-Adam-{rate}-exact").set_value(0.3)
    old = at._tree.get_widget_states()
    healthy(at.run())
    healthy(at.select_slider(key=session.key("training") + "-Adam-rate").set_value(0.01).run())
    run_with_old_values(at, old)
    assert session.spec.training.optimizer == OptimizerSpec("Adam", learning_rate=0.01)


# The stops of a logarithmic slider -------------------------------------------------------------


def rate(
    minimum: float | None = None, maximum: float | None = None, slider: tuple[float, float] | None = None
) -> Param:
    return Param("rate", "log", 0.1, "", minimum=minimum, maximum=maximum, slider=slider)


def test_stops_are_one_two_five_in_each_power_of_ten() -> None:
    assert log_values(rate(0.01, 1.0), 0.1) == [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]


def test_stops_lie_within_the_sliders_part_of_the_bounds() -> None:
    assert log_values(rate(1e-8, 1e10, (0.02, 3.0)), 0.1) == [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]


def test_a_bound_of_zero_is_a_stop() -> None:
    assert log_values(rate(0.0, 1.0, (0.1, 0.5)), 0.2) == [0.0, 0.1, 0.2, 0.5]


def test_the_value_is_a_stop_wherever_it_lies() -> None:
    assert log_values(rate(1e-8, 1e10, (0.1, 0.5)), 3e7) == [0.1, 0.2, 0.5, 3e7]
    assert log_values(rate(1e-8, 1e10, (0.1, 0.5)), 0.3) == [0.1, 0.2, 0.3, 0.5]


@given(st.floats(1e-8, 1e10))
def test_stops_rise_and_hold_the_value_exactly(value: float) -> None:
    stops = log_values(rate(1e-8, 1e10, (1e-5, 10.0)), value)
    assert value in stops
    assert all(low < high for low, high in itertools.pairwise(stops))
    assert math.isclose(max(stops), max(10.0, value))


def test_a_training_of_only_defaults_comes_back_unchanged(at: AppTest) -> None:
    comes_back(at, ExperimentSpec(DatasetSpec("moons"), (), TrainingSpec(OptimizerSpec("Adam"))))
