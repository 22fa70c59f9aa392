"""What a network was trained on is familiar, what lies far from it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnplay.catalogue import SPECS
from nnplay.datasets import load_dataset
from nnplay.digit_reader import non_digits
from nnplay.engine import inspector
from nnplay.errors import DataError
from nnplay.inspection import familiarity
from nnplay.sketch import examples, to_input
from nnplay.spec import LayerSpec
from nnplay.training.run import run_experiment
from nnplay.training.stored import Run
from tests.inspection.factories import made


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A small reader of digits."""
    spec = SPECS["digits-cnn"].with_training(epochs=6)
    return run_experiment(spec, folder=tmp_path_factory.mktemp("run"))


@pytest.mark.thorough
def test_about_two_of_a_hundred_new_examples_are_unfamiliar_and_most_non_digits_are(run: Run) -> None:
    data = load_dataset(run.spec.dataset)
    seen = familiarity.fit(run.model, data)
    assert seen.novelty(run.model, data.x_test).unfamiliar.mean() < 0.06
    assert seen.novelty(run.model, data.x_train[:200]).distance.max() <= 1  # each is its own nearest
    shares = {}
    digits = list(examples.drawings(1))
    for kind in non_digits.KINDS:
        drawn = np.array([to_input(one, data.input_shape) for one in kind.drawings(8, digits, seed=3)])
        shares[kind.name] = seen.novelty(run.model, drawn).unfamiliar.mean()
    assert np.mean(list(shares.values())) > 0.6, shares


def test_the_inspector_answers_the_same_and_remembers_what_was_seen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_dataset(run.spec.dataset)
    assert run.folder
    expected = familiarity.fit(run.model, data).novelty(run.model, data.x_test[:9])
    found = inspector.novelty(str(run.folder), data.x_test[:9])
    np.testing.assert_allclose(found.distance, expected.distance, rtol=1e-4, atol=1e-4)
    monkeypatch.setattr(familiarity, "fit", lambda *args: pytest.fail("it was fitted again"))
    assert inspector.novelty(str(run.folder), data.x_test[:2]).distance.shape == (2,)
    assert inspector.FUNCTIONS["novelty"] is inspector.novelty
    assert inspector.novelty(str(run.folder), data.x_test[:0]).distance.shape == (0,)


def test_distances_are_measured_in_the_inputs_and_in_the_direction_of_the_features() -> None:
    data = load_dataset(SPECS["digits-cnn"].dataset)
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 1, (2, 4, 4, 1)).astype(np.float32)
    near = np.concatenate([corner + rng.normal(0, 0.01, (60, 4, 4, 1)) for corner in corners]).astype(np.float32)
    two = replace(data, x_train=near[::2], x_val=near[1::2])
    model = made(LayerSpec("Flatten"), LayerSpec("Dense", units=6, activation="linear"), shape=(4, 4, 1))
    seen = familiarity.fit(model, two)
    middle, far = corners.mean(axis=0, keepdims=True), corners[:1] * 40
    assert not seen.novelty(model, near[:20]).unfamiliar.all()
    assert seen.novelty(model, middle).unfamiliar.all()
    assert seen.novelty(model, far).unfamiliar.all()  # the same direction, but far away
    rows = familiarity._views(model, near[:1])
    assert np.linalg.norm(rows[1]) == pytest.approx(1, abs=1e-5)


def test_too_few_examples_tell_no_limit() -> None:
    data = load_dataset(SPECS["digits-cnn"].dataset)
    few = replace(data, x_train=data.x_train[:10], x_val=data.x_val[: familiarity.FEWEST_CHECKED - 1])
    model = made(LayerSpec("Flatten"), shape=(8, 8, 1))
    assert not familiarity.fit(model, few).novelty(model, 100 * data.x_test[:5]).unfamiliar.any()


def test_a_large_network_is_given_fewer_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_dataset(SPECS["digits-cnn"].dataset)
    model = made(LayerSpec("Flatten"), LayerSpec("Dense", units=6), shape=(8, 8, 1))
    assert familiarity._multiplications(model) == 64 * 6 + 6 * 3
    monkeypatch.setattr(familiarity, "WORK", 1.0)
    seen = familiarity.fit(model, data)
    assert len(seen.inputs) == familiarity.FEWEST * 5000 // 6500


def test_a_run_whose_files_are_gone_ends_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone|damaged"):
        inspector.novelty(str(tmp_path), np.zeros((1, 8, 8, 1), np.float32))
