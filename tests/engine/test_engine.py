"""The real engine with TensorFlow: trainings, questions, and deaths of each of its processes."""

from __future__ import annotations

import dataclasses
import os
import signal
from pathlib import Path

import numpy as np
import pytest

import nnplay
from nnplay.engine.client import Engine, Job
from nnplay.engine.job import BEAT_SECONDS
from nnplay.engine.questions import HEAVY
from nnplay.engine.supervisor import MAX_PROCESSES_PER_CORE
from nnplay.engine.workers import core_count
from nnplay.errors import DataError, EngineError, SpecError
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec, LayerSpec
from nnplay.training.checkpoints import Checkpoints
from tests.engine.factories import LONG, TINY, descendants, with_epochs
from tests.waiting import SECONDS, eventually

DIGITS = with_epochs("digits-cnn", 2)
LINE = nnplay.presets["line"]
ONE_DIGIT = np.linspace(0, 1, 64, dtype=np.float32).reshape(1, 8, 8, 1)


def trained(engine: Engine, spec: ExperimentSpec) -> Job:
    job = engine.train(spec)
    assert job.wait(SECONDS)
    assert job.history.status == "finished", job.history.message
    return job


def running(engine: Engine, spec: ExperimentSpec = LONG) -> Job:
    """A training that has done at least one epoch."""
    job = engine.train(spec)
    assert eventually(lambda: job.history.epochs, SECONDS), job.history
    return job


def processes(engine: Engine) -> list[int]:
    assert engine.process_id
    return descendants(engine.process_id)


def predictions(engine: Engine, job: Job) -> np.ndarray:
    return engine.ask("predict", folder=str(job.folder), inputs=ONE_DIGIT)


# Trainings --------------------------------------------------------------------------------------


def test_a_run_ends_with_test_metrics_and_its_folder_can_be_loaded(
    engine: Engine, capfd: pytest.CaptureFixture
) -> None:
    job = trained(engine, TINY)
    history = job.history
    assert history.epochs == [1, 2]
    assert history.reason == "completed"
    assert history.test_metrics.keys() == {"loss", "mean_absolute_error"}
    assert all(np.isfinite(value) for value in history.test_metrics.values())
    assert ExperimentSpec.from_json((job.folder / "spec.json").read_text()) == TINY
    inputs = np.array([[0.0], [1.0]], np.float32)
    outputs = engine.ask("predict", folder=str(job.folder), inputs=inputs)
    assert outputs.shape == (2, 1)
    again = engine.ask("predict", folder=str(job.folder), inputs=inputs)
    np.testing.assert_array_equal(outputs, again)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.sweep(keep=("spec1-compiled",))
@pytest.mark.parametrize(("spec", "execution"), [(DIGITS, "fit"), (LINE, "compiled")])
def test_two_trainings_at_once_give_exactly_what_each_gives_alone(
    engine: Engine, spec: ExperimentSpec, execution: str
) -> None:
    alone = trained(engine, spec)
    assert alone.history.execution == execution
    other = dataclasses.replace(spec, seed=5)
    jobs = [engine.train(spec), engine.train(other), engine.train(spec)]
    for job in jobs:
        assert job.wait(SECONDS)
    for job in (jobs[0], jobs[2]):
        assert job.history.columns == alone.history.columns
        assert job.history.test_metrics == alone.history.test_metrics
        assert_same_weights(engine, job, alone)
    assert jobs[1].history.columns != alone.history.columns


def assert_same_weights(engine: Engine, job: Job, other: Job) -> None:
    """Fails unless both were trained to the same weights bit for bit."""
    last = len(job.history.epochs)
    for one, two in zip(*(Checkpoints.load(each.folder).weights(last) for each in (job, other)), strict=True):
        np.testing.assert_array_equal(one, two)
    mine, theirs = (engine.ask("dense_kernels", folder=str(each.folder)) for each in (job, other))
    for name in mine:
        np.testing.assert_array_equal(mine[name], theirs[name])


@pytest.mark.thorough
def test_a_training_that_waited_untrained_was_stepped_and_reset_ends_like_an_undisturbed_one(engine: Engine) -> None:
    job = engine.train(LINE, paused=True)
    assert eventually(lambda: job.stage == "untrained", SECONDS)
    assert job.history.epochs == []
    engine.step(job, "epoch")
    assert eventually(lambda: job.stage == "paused" and job.history.epochs == [1], SECONDS)
    engine.reset(job)
    assert eventually(lambda: job.stage == "untrained", SECONDS)
    assert (job.history.epochs, job.history.columns, job.history.checkpoints) == ([], {}, (0,))
    engine.resume(job)
    assert job.wait(SECONDS)
    undisturbed = trained(engine, LINE)
    assert job.history.columns == undisturbed.history.columns
    assert_same_weights(engine, job, undisturbed)


@pytest.mark.thorough
def test_any_number_of_trainings_may_wait_and_go_on_like_an_undisturbed_one(engine: Engine) -> None:
    most = MAX_PROCESSES_PER_CORE * core_count()
    jobs = [engine.train(LINE, paused=True) for _ in range(most + 2)]
    assert eventually(lambda: all(job.stage == "untrained" for job in jobs), SECONDS)
    aside = [job for job in jobs if job.aside]
    assert len(aside) >= 2  # the others have a process each
    job = aside[0]
    engine.step(job, "epoch")
    assert eventually(lambda: job.stage == "paused" and job.history.epochs == [1], SECONDS)
    assert not job.aside
    engine.resume(job)
    engine.stop(aside[1])  # it never begins, but it has a network
    for other in jobs:
        if other not in aside:
            engine.kill(other)
    assert job.wait(SECONDS)
    assert aside[1].wait(SECONDS)
    assert (aside[1].history.reason, aside[1].history.epochs) == ("stopped", [])
    undisturbed = trained(engine, LINE)
    assert job.history.columns == undisturbed.history.columns
    assert job.history.test_metrics == undisturbed.history.test_metrics
    assert_same_weights(engine, job, undisturbed)


def test_a_training_that_hangs_falls_silent_and_can_be_ended(engine: Engine) -> None:
    before = set(processes(engine))
    job = running(engine)
    assert job.answers
    (child,) = set(processes(engine)) - before
    os.kill(child, signal.SIGSTOP)
    assert eventually(lambda: job.silence > 2 * BEAT_SECONDS, SECONDS)
    engine.kill(job)
    assert job.wait(SECONDS)
    assert job.history.message.startswith("You ended this training.")
    assert job.silence == 0


@pytest.mark.thorough
def test_an_abandoned_training_keeps_what_it_learned_and_can_go_on(engine: Engine) -> None:
    job = running(engine)
    engine.stop(job, "abandoned")
    assert job.wait(SECONDS)
    assert job.history.reason == "abandoned"
    assert "Nobody had this page open" in job.history.message
    done = len(job.history.epochs)
    engine.train_more(job, 1)
    assert job.wait(SECONDS)
    assert len(job.history.epochs) == done + 1


@pytest.mark.thorough
def test_more_trainings_than_cores_wait_in_their_order_and_all_finish(engine: Engine) -> None:
    busy = [engine.train(LONG) for _ in range(core_count())]
    first, second, third = (engine.train(TINY) for _ in range(3))
    assert eventually(lambda: third.history.status == "queued")
    assert [job.history.ahead for job in (first, second, third)] == [0, 1, 2]

    engine.stop(second)
    assert second.wait(SECONDS)
    assert second.history.reason == "stopped"
    assert second.history.epochs == []
    assert eventually(lambda: third.history.ahead == 1)

    for job in busy:
        engine.stop(job)
    for job in (*busy, first, third):
        assert job.wait(SECONDS)
        assert job.history.status == "finished"


def test_stop_keeps_what_was_learned(engine: Engine) -> None:
    job = running(engine)
    engine.stop(job)
    assert job.wait(SECONDS)
    history = job.history
    assert history.reason == "stopped"
    assert 1 <= len(history.epochs) < LONG.training.epochs
    assert history.test_metrics["accuracy"] > 0.3  # a network that has learned nothing has 0.1
    assert predictions(engine, job).shape == (1, 10)


def test_a_training_can_be_stopped_before_its_first_batch(engine: Engine) -> None:
    job = engine.train(LONG)
    engine.stop(job)
    assert job.wait(SECONDS)
    assert job.history.reason == "stopped"
    assert len(job.history.epochs) <= 1


def paused(engine: Engine, spec: ExperimentSpec = LONG) -> Job:
    """A training that waits after at least one epoch."""
    job = running(engine, spec)
    engine.pause(job)
    assert eventually(lambda: job.history.status == "paused", SECONDS), job.history
    return job


@pytest.mark.thorough
def test_a_training_is_paused_stepped_changed_and_resumed_and_ends_like_an_undisturbed_one(engine: Engine) -> None:
    # Some seconds long, so that it can be paused before its end.
    job = paused(engine, with_epochs("digits-cnn", 15))
    done = len(job.history.epochs)
    assert job.is_live
    engine.step(job, "epoch")
    assert eventually(lambda: len(job.history.epochs) == done + 1 and job.history.status == "paused", SECONDS)
    engine.step(job, "batch")
    assert eventually(lambda: job.history.batch and job.history.status == "paused", SECONDS)
    assert len(job.history.epochs) == done + 1
    rate = job.spec.training.optimizer["learning_rate"]
    engine.set_learning_rate(job, rate)
    assert eventually(lambda: job.history.learning_rates, SECONDS)
    assert job.history.learning_rates == [(done + 2, rate)]
    assert job.history.status == "paused"
    engine.resume(job)
    assert job.wait(SECONDS)
    assert job.history.reason == "completed"
    undisturbed = trained(engine, job.spec)
    assert job.history.columns == undisturbed.history.columns
    np.testing.assert_array_equal(predictions(engine, job), predictions(engine, undisturbed))


def test_a_paused_training_can_be_stopped_and_one_beside_it_goes_on(engine: Engine) -> None:
    job = paused(engine)
    trained(engine, TINY)
    assert job.history.status == "paused"
    engine.stop(job)
    assert job.wait(SECONDS)
    assert job.history.reason == "stopped"


def test_a_learning_rate_out_of_its_bounds_is_refused_at_once(engine: Engine) -> None:
    job = trained(engine, TINY)
    with pytest.raises(SpecError, match="between"):
        engine.set_learning_rate(job, -1.0)
    engine.pause(job)  # over: this does nothing
    assert job.history.status == "finished"


@pytest.mark.thorough
def test_a_training_goes_on_for_more_epochs_as_one_longer_training(engine: Engine) -> None:
    job = trained(engine, DIGITS)
    earlier = job.history
    engine.train_more(job, 2)
    assert job.is_live
    assert job.history.epochs[:2] == [1, 2]
    assert job.wait(SECONDS)
    at_once = trained(engine, with_epochs("digits-cnn", 4))
    assert job.spec == at_once.spec
    assert job.history.epochs == [1, 2, 3, 4]
    assert job.history.planned_epochs == 4
    assert job.history.columns == at_once.history.columns
    assert job.history.test_metrics == at_once.history.test_metrics
    assert job.history.total_seconds > earlier.total_seconds
    np.testing.assert_array_equal(predictions(engine, job), predictions(engine, at_once))


def test_a_training_killed_while_it_goes_on_is_as_it_was(engine: Engine) -> None:
    job = trained(engine, DIGITS)
    earlier, expected = job.history, predictions(engine, job)
    engine.train_more(job, 500)
    assert eventually(lambda: len(job.history.epochs) > 2, SECONDS)
    with pytest.raises(EngineError, match="finished normally"):
        engine.train_more(job, 1)
    engine.kill(job)
    assert job.wait(SECONDS)
    after = job.history
    assert job.spec == DIGITS
    assert after.message.endswith("What was trained before is unchanged.")
    after.message = earlier.message
    assert after.to_dict() == earlier.to_dict()
    np.testing.assert_array_equal(predictions(engine, job), expected)
    engine.train_more(job, 1)
    assert job.wait(SECONDS)
    assert job.history.epochs == [1, 2, 3]
    assert "stands" not in job.history.message


def test_the_film_is_shown_while_the_training_waits_and_afterwards(engine: Engine) -> None:
    job = paused(engine)
    history = job.history
    assert history.checkpoints[0] == 0
    assert history.checkpoints[-1] >= 1
    folder = str(job.folder)
    first, last = (
        engine.ask("predict", folder=folder, inputs=ONE_DIGIT, epoch=epoch)
        for epoch in (history.checkpoints[0], history.checkpoints[-1])
    )
    assert np.abs(first - last).max() > 0
    engine.stop(job)
    assert job.wait(SECONDS)
    np.testing.assert_array_equal(engine.ask("predict", folder=folder, inputs=ONE_DIGIT, epoch=0), first)
    with pytest.raises(DataError, match="does not show epoch 999"):
        engine.ask("kernels", folder=folder, epoch=999)


def test_an_impossible_experiment_fails_with_its_sentence(engine: Engine, capfd: pytest.CaptureFixture) -> None:
    wide = LayerSpec("Conv2D", {"kernel_size": 9, "padding": "valid"})
    job = engine.train(dataclasses.replace(DIGITS, layers=(wide, *DIGITS.layers)))
    assert job.wait(SECONDS)
    assert job.history.status == "failed"
    with pytest.raises(SpecError) as here:
        trace(job.spec).checked()
    assert job.history.message == here.value.message
    assert "Traceback" not in capfd.readouterr().err


def test_a_forgotten_training_ends_and_leaves_no_files(engine: Engine) -> None:
    job, done = running(engine), trained(engine, TINY)
    engine.forget(job)
    engine.forget(done)
    assert job.wait(SECONDS)
    assert eventually(lambda: not engine._jobs)
    # A training has files from its beginning, its film; they go just after its end was told.
    assert eventually(lambda: not done.folder.exists() and not job.folder.exists())


def test_no_process_of_the_engine_writes_into_a_pipe_that_nobody_reads(engine: Engine) -> None:
    assert engine.process_id
    for member in (engine.process_id, *processes(engine)):
        assert os.readlink(f"/proc/{member}/fd/1") == os.readlink(f"/proc/{member}/fd/2")


# Questions --------------------------------------------------------------------------------------


def test_an_unknown_function_is_told_with_those_that_there_are(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"no function 'colour'.*predict") as told:
        engine.ask("colour")
    assert all(f" {heavy}" in told.value.message for heavy in HEAVY)  # they are known by their names


def test_a_run_whose_files_are_missing_or_damaged_is_a_data_error(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Train it again"):
        engine.ask("kernels", folder=str(tmp_path / "nowhere"))
    job = trained(engine, TINY)
    for name, content in (
        ("history.json", b"[]"),
        ("history.json", b"{"),
        ("spec.json", b"{}"),
        ("spec.json", b"\xff\xfe"),
        ("model.keras", b""),
        ("model.keras", b"not a zip file"),
        ("model.keras", (job.folder / "model.keras").read_bytes()[:2000]),
    ):
        damaged = tmp_path / f"{name}-{len(content)}-{content[:2].hex()}"
        damaged.mkdir()
        for file in filter(Path.is_file, job.folder.iterdir()):
            (damaged / file.name).write_bytes(content if file.name == name else file.read_bytes())
        with pytest.raises(DataError, match="Train it again"):
            engine.ask("kernels", folder=str(damaged))
    assert engine.ask("kernels", folder=str(job.folder)) == []


def test_a_wrong_input_is_an_engine_error_that_says_what_is_wrong(engine: Engine, capfd: pytest.CaptureFixture) -> None:
    job = trained(engine, TINY)
    with pytest.raises(EngineError, match="must have shape"):
        engine.ask("feature_maps", folder=str(job.folder), example=np.zeros((3, 3), np.float32))


# Deaths -----------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_an_engine_without_tensorflow_is_given_up_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    for name in ("tensorflow", "keras"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('this TensorFlow is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    engine = Engine()
    job = engine.train(TINY)
    assert not engine.wait_ready(SECONDS)
    assert engine.state == "failed"
    assert job.wait(SECONDS)
    assert "keeps failing" in job.history.message
    engine.close()
    assert "this TensorFlow is broken" in capfd.readouterr().err


def test_a_training_starts_from_the_weights_of_another(engine: Engine) -> None:
    base = trained(engine, TINY)
    tuned = engine.train(TINY.with_training(epochs=1), base=base.folder)
    assert tuned.wait(SECONDS)
    assert tuned.history.status == "finished", tuned.history.message
    first = engine.ask("dense_kernels", folder=str(tuned.folder), epoch=0)
    for name, kernel in engine.ask("dense_kernels", folder=str(base.folder)).items():
        np.testing.assert_array_equal(first[name], kernel)
