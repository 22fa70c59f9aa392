"""A run alone, in a sweep beside others, and in a server that was started again gives equal weights."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import nnplay
from nnplay.engine.client import Engine, Job
from nnplay.runs import RunStore
from nnplay.runs.plan import PlannedRun, plan
from nnplay.runs.sweep import Sweep
from nnplay.training.run_folder import WEIGHTS_FILE
from tests.runs.factories import spec_of
from tests.waiting import SECONDS, eventually

SPEC = spec_of(seed=4)
RATE = "training.optimizer.learning_rate"
RATES = [0.01, 0.02, 0.05, 0.1]  # the second one is the experiment's own


def weights(folder: Path) -> list[np.ndarray]:
    with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as stored:
        return [stored[name] for name in stored.files]


@pytest.fixture
def optimized_graphs() -> Iterator[None]:
    """TensorFlow improves graphs here as it does in the engine; most tests do without, see tests/running.py."""
    import tensorflow as tf

    before = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False})
    yield
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": before})


@pytest.mark.thorough
@pytest.mark.usefixtures("optimized_graphs")
def test_a_run_alone_in_a_sweep_and_after_a_restart_has_equal_weights(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "store")
    table = nnplay.sweep(SPEC, {RATE: [RATES[1]]}, store=store)
    alone = weights(store.open(table.loc[0, "id"]).folder)

    def keep(run: PlannedRun, job: Job) -> str:
        return store.add(job.folder, run.title).id

    with contextlib.closing(Engine()) as engine:
        sweep = Sweep("rates", plan(SPEC, {RATE: RATES}), engine.train, keep, engine.stop, at_once=len(RATES))

        def is_done() -> bool:
            sweep.advance()
            return not sweep.is_live

        assert eventually(is_done)
    in_sweep = [weights(store.open(id).folder) for id in sweep.kept.values()]
    with contextlib.closing(Engine()) as engine:
        again = engine.train(store.open(sweep.kept[1]).spec)
        assert again.wait(SECONDS)
        for found in (in_sweep[1], weights(again.folder)):
            for one, two in zip(alone, found, strict=True):
                np.testing.assert_array_equal(one, two)
    assert any((one != two).any() for one, two in zip(alone, in_sweep[0], strict=True))
    assert table["test_accuracy"].tolist() == [sweep.table.loc[1, "test_accuracy"]]
