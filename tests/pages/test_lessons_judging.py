"""Lessons on judging and understanding: what their controls move, and what they train."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics
from streamlit.testing.v1 import AppTest

from nnplay.datasets import load_dataset
from nnplay.figures.living_network import unpacked
from nnplay.theory import judging, learned, starting
from nnplay.ui.common.server import ask
from nnplay.ui.lessons import learned_reader, trainings
from tests.pages.factories import (
    WAIT,
    chart,
    errors,
    healthy,
    network_picture,
    open_app,
    press,
    session_of,
    texts,
    turn_to_lesson,
)


@pytest.fixture
def at(tab: AppTest) -> AppTest:
    """A tab that opens with a lesson."""
    return tab


def test_costs_move_the_best_threshold_and_rare_people_the_precision(at: AppTest) -> None:
    turn_to_lesson(at, "judging")
    assert "above p = **0.500**" in texts(at)
    healthy(at.slider(key="judging-miss").set_value(9.0).run())
    assert "above p = **0.100**" in texts(at)
    parts = judging.tumors("radius")
    costs = chart(at, "Mean cost by threshold with 9 for a miss")["data"][1]
    called = parts["test"].p >= costs["x"][40]
    ((_, alarms), (misses, _)) = metrics.confusion_matrix(parts["test"].y, called)
    assert costs["y"][40] == pytest.approx((9 * misses + alarms) / len(called))
    healthy(at.slider(key="judging-share").set_value(0.01).run())
    assert chart(at, "1,000 people: 9 sick, found; 1 sick, missed; 99 healthy, false alarm; 891 healthy, cleared")


@pytest.mark.thorough
def test_a_rare_class_is_trained_with_and_without_class_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, spec in judging.EXPERIMENTS.items():
        monkeypatch.setitem(judging.EXPERIMENTS, name, spec.with_training(epochs=3))
    at = open_app()
    turn_to_lesson(at, "judging")
    press(at, "Train both")
    mine = session_of(at)
    for run in mine.runs:
        assert run.job.wait(WAIT)
    healthy(at.run())
    (table,) = [each.value for each in at.dataframe if "precision" in each.value.columns]
    assert list(table[""]) == ["always “common”", *judging.EXPERIMENTS]
    data = load_dataset(judging.RARE.dataset)
    for row, (_, run) in enumerate(trainings.found(mine, judging.EXPERIMENTS).items(), start=1):
        answers = ask(run, "predict", inputs=data.x_test)[:, -1] >= 0.5
        assert table["recall"][row] == f"{metrics.recall_score(data.y_test, answers):.1%}"
        assert table["accuracy"][row] == f"{np.mean(answers == data.y_test):.1%}"
    assert float(table["recall"][2][:-1]) > float(table["recall"][1][:-1])

    # The neuron of each way, with the film of its training.
    for name, run in trainings.found(mine, judging.EXPERIMENTS).items():
        healthy(at.selectbox(key="judging-network").set_value(name).run())
        told = network_picture(at)
        assert (told["run"], told["frames"]["epochs"], told["trains"]) == (run.number, [0, 1, 2, 3], False)
        np.testing.assert_array_equal(unpacked(told["now"]["weights"]), run.job.history.film[3])
    assert errors(at) == ""


def test_a_start_tells_what_becomes_of_the_gradient_and_is_trained_on_the_page(at: AppTest) -> None:
    turn_to_lesson(at, "starting")
    assert "**Vanishing:** the first layer gets" in texts(at)
    healthy(at.segmented_control(key="starting-activation").set_value("relu").run())
    healthy(at.segmented_control(key="starting-initializer").set_value("twice He").run())
    assert "**Exploding:**" in texts(at)
    drawn = chart(at, "Size of the gradient that arrives at each layer")["data"][0]["y"]
    np.testing.assert_allclose(drawn, starting.at_start(starting.NetworkStart("twice He", "relu", 10)).errors)
    healthy(at.segmented_control(key="starting-initializer").set_value("He").run())
    assert "**Good:**" in texts(at)
    assert chart(at, "Loss after 60 steps: plain not trained yet")
    press(at, "Train all four")
    ends = {name: starting.losses(one, 0.1) for name, one in starting.remedies(starting.DEFAULT).items()}
    said = ", ".join(f"{name} {values[-5:].mean():.3g}" for name, values in ends.items())
    assert chart(at, f"Loss after 60 steps: {said}")


def test_the_reader_is_fooled_and_forgets_on_the_page(at: AppTest) -> None:
    turn_to_lesson(at, "learned")
    assert "After: a **6** (99" in texts(at)
    healthy(at.slider(key="learned-size").set_value(0.12).run())
    reader, six = learned_reader.reader(), learned_reader.made(1)[0][6]
    share = reader.predict(learned.fooled(reader, six, 6, 5, 0.12)[None])[0, 5]
    assert f"After: a **5** ({share:.1%})" in texts(at)
    change = np.array(chart(at, "Change: a drawn 6")["data"][0]["z"])
    assert 0.1 < np.abs(change).max() <= 0.12 + 1e-6
    assert "this network reads **98%**" in texts(at) or "this network reads **100%**" in texts(at)
    healthy(at.number_input(key="learned-forgotten").set_value(7).run())
    assert chart(at, "7 of 7 layers random: saliency of a drawn 3")
    healthy(at.segmented_control(key="learned-why-digit").set_value("mine").run())
    assert "There is no drawing yet." in "".join(each.value for each in at.info)
    healthy(at.segmented_control(key="learned-liked-layer").set_value("11").run())
    assert "The reader gives each of these pictures a probability of at least **99%**" in texts(at)
