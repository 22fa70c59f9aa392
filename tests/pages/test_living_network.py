"""The network on data in the plane lives on the playground: it is told its shape, its points and its weights."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.catalogue import CATALOGUE, DEFAULT, SPECS
from nnplay.engine.client import Engine, Job
from nnplay.models.build import build_model
from nnplay.models.shapes import trace
from nnplay.spec import DatasetSpec, LayerSpec
from nnplay.training.events import CheckpointSaved, EpochEnd, Frame, Paused, Prepared, Rewound
from nnplay.training.film import as_frame, flat
from nnplay.ui.common import living_film, untrained
from nnplay.ui.common.server import ask, engine
from nnplay.ui.common.session_run import SessionRun
from nnplay.ui.playground import living_panel
from tests.pages.factories import WAIT, chart, give_trained, healthy, message_of, press, session_of, show, texts, train
from tests.waiting import eventually

SMALL = SPECS["spiral"].with_layers((LayerSpec("Dense", units=3, activation="tanh"),)).with_training(epochs=3)


def told(at: AppTest) -> dict[str, Any]:
    """What the browser is told of the network."""
    (found,) = (
        message_of(element.proto.bytes)
        for element in at.get("bidi_component")
        if element.proto.component_name == "nnplay_living_network"
    )
    return found


def frames(message: dict[str, Any]) -> dict[int, np.ndarray]:
    return dict(zip(message["frames"]["epochs"], map(numbers, message["frames"]["weights"]), strict=True))


def numbers(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def has_picture(at: AppTest) -> bool:
    """Whether the network is drawn as it is for other data."""
    return any(
        element.proto.component_name == "nnplay_live_chart" and "Picture of the network" in element.proto.bytes.decode()
        for element in at.get("bidi_component")
    )


def films(at: AppTest) -> int:
    """How many sliders there are for the film."""
    return sum(slider.label == "Film" for slider in at.select_slider)


def test_before_a_training_it_has_the_weights_that_its_training_will_start_from(at: AppTest) -> None:
    show(at, SMALL)
    message = told(at)
    assert (message["run"], message["frames"]["epochs"], message["now"]) == (0, [], None)
    assert message["label"] == "Picture of the network: Dense 3 · tanh, Dense 1 · sigmoid"
    assert [layer["units"] for layer in message["network"]["layers"]] == [3, 1]
    assert len(numbers(message["network"]["points"]["training"]["x"])) == 300
    assert not has_picture(at)
    # They are asked for aside, once the network has been left as it is.
    assert eventually(lambda: bool(told(healthy(at.run()))["now"]), WAIT)
    message = told(at)
    assert (message["run"], message["frames"]["epochs"], message["now"]["epoch"]) == (0, [], 0)
    np.testing.assert_array_equal(numbers(message["now"]["weights"]), flat(build_model(SMALL).get_weights()))


def test_a_trained_network_has_its_film_and_its_weights_and_an_edited_one_has_none(at: AppTest) -> None:
    show(at, SMALL)
    run = train(at)
    message, history = told(at), run.job.history
    assert (message["run"], message["planned"], message["live"], message["at"]) == (1, 3, False, None)
    assert list(frames(message)) == [0, 1, 2, 3]
    for epoch, weights in frames(message).items():
        np.testing.assert_array_equal(weights, history.film[epoch])
    assert message["now"]["epoch"] == 3
    np.testing.assert_array_equal(numbers(message["now"]["weights"]), history.film[3])
    assert films(at) == 0, "the picture plays the film"

    session = session_of(at)
    session.replace_spec(SMALL.with_layers((LayerSpec("Dense", units=2),)))
    healthy(at.run())
    assert (told(at)["run"], told(at)["frames"]["epochs"]) == (0, [])
    assert films(at) == 1


def test_a_network_on_one_number_lives_with_its_points_and_its_film(at: AppTest) -> None:
    show(at, SPECS["line"].with_training(epochs=3))
    message = told(at)
    assert (message["main"], message["network"]["kind"], message["shapes"]) == ("line.js", "line", "now")
    assert message["network"]["target"] == "y"
    assert not has_picture(at)
    run = train(at)
    message = told(at)
    assert list(frames(message)) == [0, 1, 2, 3]
    np.testing.assert_array_equal(numbers(message["now"]["weights"]), run.job.history.film[3])
    assert films(at) == 0, "the picture plays the film"
    # The curve over the data is the one that the picture tells the browser.
    followed = [trace["name"] for trace in chart(at, "Points of the dataset and")["data"] if trace.get("meta")]
    assert followed == ["Network"]


@pytest.mark.thorough
def test_the_epoch_that_the_film_is_held_at_is_that_of_all_pages(at: AppTest) -> None:
    run = give_trained(at, SMALL)
    living_panel.hold(run, 1, 2)
    assert run.epoch == 2
    healthy(at.run())
    assert told(at)["at"] == 2
    for number, epoch in ((2, 1), (1, 77)):  # another run, an epoch that was not kept
        living_panel.hold(run, number, epoch)
        assert run.epoch == 2
    living_panel.hold(run, 1, None)
    healthy(at.run())
    assert told(at)["at"] is None


def test_pause_holds_the_picture_and_steps_go_on_from_what_is_seen(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, said = show(at, SPECS["spiral"]), []
    run = SessionRun(1, Job("made", session.spec, Path("nowhere")))
    weights = flat(build_model(session.spec).get_weights())
    run.job.apply([Prepared(300, 8, {}, 2, "compiled", "Because.")])
    for epoch in range(4):
        logs = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5}
        run.job.apply([*([EpochEnd(epoch, logs, 0.1)] if epoch else []), Frame(epoch, weights)])
    run.job.apply([CheckpointSaved(0), CheckpointSaved(2), Paused(4, 0)])
    session.runs, session.shown = [run], 1
    healthy(at.run())
    message = told(at)
    assert (message["halted"], message["frames"]["epochs"]) == (True, [0, 1, 2, 3])
    assert message["stops"] == [0, 2, 3], "what other pages can show, and the newest"
    updates = living_film.LivingFilm(run, None, linked=True)
    for _ in range(2):  # the browser may never see the first one, where a second comes at once
        update = updates.update()
        assert (update["whole"], list(update["film"])) == (True, [0, 1, 2, 3])

    for name in ("step", "resume"):
        monkeypatch.setattr(Engine, name, lambda self, job, *rest, name=name: said.append((name, *rest)))
    living_panel.hold(run, 1, 0)
    press(at, "One epoch")
    assert (run.epoch, said) == (2, []), "the picture goes on, not the training"
    press(at, "One batch")
    assert (run.epoch, said) == (None, [])
    press(at, "One epoch")
    assert said == [("step", "epoch")]
    living_panel.hold(run, 1, 0)
    press(at, "Resume")
    assert (run.epoch, said[1:]) == (None, [("resume",)])
    # After a reset the first frame is all there is: a step trains.
    run.job.apply([Rewound(), Paused(1, 0)])
    run.epoch = 0
    healthy(at.run())
    press(at, "One epoch")
    assert (run.epoch, said[2:]) == (None, [("step", "epoch")])


@pytest.mark.thorough
def test_weights_that_only_the_files_know_are_asked_for(at: AppTest) -> None:
    run = give_trained(at, SMALL)
    film = run.job.history.film
    run.job._history.film, run.job._history.snapshot, run.epoch = {}, None, 1
    healthy(at.run())
    message = told(at)
    np.testing.assert_array_equal(frames(message)[1], film[1])
    np.testing.assert_array_equal(numbers(message["now"]["weights"]), film[3])
    assert list(frames(message)) == [0, 1, 2, 3]
    np.testing.assert_array_equal(frames(message)[0], film[0])
    assert message["at"] == 1
    assert films(at) == 0


def test_while_it_is_trained_an_update_has_only_what_is_new_and_not_too_much_of_it() -> None:
    film = {epoch: np.zeros(1000, np.float32) for epoch in range(40)}
    newest = living_film._newest(film, list(range(10, 40)))
    assert len(newest) == living_film.LIVE_BYTES // 4000 == 7
    assert (min(newest), max(newest)) == (10, 39)
    assert living_film._newest(film, []) == {}


@pytest.mark.parametrize("units", [64, 128, 200])
def test_a_large_network_that_is_trained_is_sent_what_small_ones_are(units: int) -> None:
    spec = SMALL.with_layers((LayerSpec("Dense", units=units), LayerSpec("Dense", units=units)))
    run = SessionRun(1, Job("made", spec, Path("nowhere")))
    weights = as_frame(flat(build_model(spec).get_weights()))
    run.job.apply([Prepared(1000, 8, {}, weights.size, "compiled", "Because."), Frame(0, weights)])
    updates = living_film.LivingFilm(run, 0.5, linked=True)
    first = updates.update()
    assert (first["whole"], list(first["film"])) == (True, [0])
    sent, count = {0}, 40
    for epoch in range(1, 4 * count + 1):
        run.job.apply([EpochEnd(epoch, {"loss": 1.0}, 0.1), Frame(epoch, weights)])
        if epoch % 4:
            continue
        update = updates.update()
        assert not update["whole"]
        new = set(update["film"]) - sent
        assert max(new, default=epoch) == epoch, "the newest is the one to see"
        sent |= new
        assert update["now"][0] == max(sent), "it costs nothing more"
        np.testing.assert_array_equal(update["now"][1], update["film"][max(sent)])
    size = (len(sent) - 1) * weights.nbytes
    assert size <= living_film.LIVE_BYTES * (count + 1)
    # Of frames that come faster than that, the film itself has let some go before.
    assert size >= 0.5 * min(living_film.LIVE_BYTES * count, 4 * count * weights.nbytes)
    # The page is drawn anew: what it had before is not sent again while the training goes on.
    again = living_film.LivingFilm(run, 0.5, linked=True).update()
    assert again["whole"]
    assert max(again["film"]) == max(run.job.history.film) == again["now"][0]
    assert weights.nbytes * len(again["film"]) <= max(2 * living_film.LIVE_BYTES, weights.nbytes)
    run.job.apply([Paused(4 * count + 1, 0)])
    last = updates.update()
    assert (last["whole"], list(last["film"])) == (True, list(run.job.history.film))


def test_an_untrained_network_shows_its_initial_weights(at: AppTest) -> None:
    show(at, SMALL)
    press(at, "Reset")
    run = session_of(at).runs[-1]
    assert eventually(lambda: run.stage == "untrained", WAIT)
    healthy(at.run())
    message = told(at)
    assert list(frames(message)) == [0]
    np.testing.assert_array_equal(numbers(message["now"]["weights"]), frames(message)[0])


def test_the_network_that_the_playground_opens_on_lives_before_the_engine_does(at: AppTest) -> None:
    spec = CATALOGUE[DEFAULT].spec
    drawn = flat(build_model(spec).get_weights())
    np.testing.assert_allclose(np.load(untrained.OPENING_WEIGHTS), drawn, rtol=1e-6)
    assert untrained.waits(spec.with_seed(5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(engine()), "ask", lambda *args, **options: pytest.fail("asked the engine"))
        show(at, spec)
        np.testing.assert_array_equal(numbers(told(at)["now"]["weights"]), np.load(untrained.OPENING_WEIGHTS))


def can_be_built(spec: Any) -> bool:
    return trace(spec).error is None


@pytest.mark.parametrize(
    "spec",
    [SMALL.with_layers((LayerSpec("Conv2D"),)), SMALL.with_layers((LayerSpec("Dense", units=256),) * 2)],
    ids=["a layer that cannot stand", "many weights"],
)
def test_other_networks_have_the_picture_that_fits_them(at: AppTest, spec: Any) -> None:
    show(at, spec)
    assert has_picture(at)
    assert all(element.proto.component_name != "nnplay_living_network" for element in at.get("bidi_component"))
    assert ("This picture does not move." in texts(at)) == can_be_built(spec)


@pytest.mark.thorough
def test_the_weights_of_a_large_network_are_read_and_set_layer_by_layer(at: AppTest) -> None:
    spec = SMALL.with_layers((LayerSpec("Dense", units=64), LayerSpec("Dense", units=64))).with_training(epochs=1)
    show(at, spec)
    run = train(at)
    at.session_state["weight-table"] = True
    healthy(at.run())
    assert "4,417 weights in all." in texts(at)
    (before,) = [ask(run, "weights")]
    choice = next(each for each in at.selectbox if each.label == "Layer")
    healthy(choice.select_index(2).run())
    table = next(each for each in at.text_area if each.label.startswith("One row for each input"))
    lines = str(table.value).splitlines()
    assert len(lines) == 1 + 64 + 1
    table.set_value("\n".join([*lines[:-1], "bias\t7"]))
    press(at, "Set these weights")
    made = session_of(at).runs[-1]
    assert made is not run
    assert eventually(lambda: made.stage == "untrained" and bool(made.job.history.hand_changes), WAIT)
    after = ask(made, "weights", epoch=0)
    np.testing.assert_array_equal(after[:-1], before[:-1])
    assert after[-1] == 7


def test_points_that_cannot_be_split_leave_the_picture_without_them(at: AppTest) -> None:
    show(at, SMALL.with_dataset(DatasetSpec("points", file="0" * 64)))
    assert has_picture(at)
    assert chart(at, "Picture of the network")
