"""Splitting, sharing, and the errors of splits that cannot be."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from nnplay.datasets import Raw, forget_datasets, load, load_dataset, prepare
from nnplay.datasets.kinds import digits
from nnplay.datasets.store.cache import Shared
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.strategies import examples
from tests.waiting import SECONDS

NeedsFile = Callable[[str], Path]


@pytest.mark.parametrize("stratify", [False, True])
def test_pima_is_split_as_train_test_split_with_random_state_87(stratify: bool, needs_file: NeedsFile) -> None:
    table = np.loadtxt(needs_file("pima_diabetes.csv"), delimiter=",", skiprows=1)
    x, y = table[:, :8], table[:, 8]
    rest, x_test, y_rest, y_test = train_test_split(
        x, y, test_size=0.25, random_state=87, stratify=y if stratify else None
    )
    spec = DatasetSpec("pima", test_size=0.25, split_seed=87, stratify=stratify, scaling="none")
    data = prepare(spec)
    assert len(y_test) == 192
    np.testing.assert_array_equal(data.x_test, x_test.astype(np.float32))
    np.testing.assert_array_equal(data.y_test, y_test)
    train, val = train_test_split(rest, test_size=0.2, random_state=87, stratify=y_rest if stratify else None)
    np.testing.assert_array_equal(data.x_train, train.astype(np.float32))
    np.testing.assert_array_equal(data.x_val, val.astype(np.float32))


def test_mnist_is_the_real_one_with_its_own_test_part(needs_file: NeedsFile) -> None:
    needs_file("mnist.npz")
    data = prepare(DatasetSpec("mnist"))
    assert [len(y) for _, y in data.parts.values()] == [54_000, 6_000, 10_000]
    # The labels of the first test images, as every tutorial shows them.
    assert data.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    both = np.concatenate([data.x_train.ravel(), data.x_val.ravel()])
    assert (round(both.mean(dtype=float), 4), round(both.std(dtype=float), 4)) == (0.1307, 0.3081)
    assert data.nbytes < load.KEPT_BYTES


@pytest.mark.parametrize("samples", [500, 4321, 59_999])
def test_fewer_images_of_mnist_keep_the_shares_of_the_digits(samples: int, needs_file: NeedsFile) -> None:
    needs_file("mnist.npz")
    load_mnist = DATASETS["mnist"].load
    whole = load_mnist(DatasetSpec("mnist").options)
    raw = load_mnist(DatasetSpec("mnist", train_samples=samples).options)
    other = load_mnist(DatasetSpec("mnist", train_samples=samples, split_seed=1).options)
    assert raw.x.shape == (samples, 28, 28, 1)
    assert raw.x.dtype == np.uint8
    assert (np.abs(np.bincount(raw.y) - np.bincount(whole.y) * samples / 60_000) <= 1).all()
    assert not np.array_equal(raw.y, other.y)
    assert raw.x_test is whole.x_test


def test_mnist_is_read_once_for_all_specs(needs_file: NeedsFile, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_file("mnist.npz")
    forget_datasets()
    read = digits.read_mnist
    reads: list[Path] = []

    def counted(path: Path) -> Raw:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(digits, "read_mnist", counted)
    specs = [DatasetSpec("mnist", train_samples=500, split_seed=seed) for seed in (0, 0, 1, 1)]
    with ThreadPoolExecutor(4) as pool:
        first, same, other, _ = pool.map(load_dataset, specs)
    assert len(reads) == 1
    assert first is same
    assert first is not other


SHARES = st.floats(0.01, 0.9)


@examples(150)
@given(st.integers(20, 120), SHARES, SHARES, st.booleans(), st.integers(0, 9))
def test_any_split_is_either_whole_or_refused_in_a_sentence(
    samples: int, test_size: float, validation_size: float, stratify: bool, seed: int
) -> None:
    spec = DatasetSpec(
        "circle",
        samples=samples,
        test_size=test_size,
        validation_size=validation_size,
        stratify=stratify,
        split_seed=seed,
    )
    data = None
    try:
        data = prepare(spec)
    except DataError as error:
        sentence = error.message
    if data is None:
        assert sentence.endswith(".")
        return
    sizes = [len(y) for _, y in data.parts.values()]
    assert min(sizes) >= 1
    assert sum(sizes) == samples
    if stratify:
        assert all(set(y) == {0, 1} for _, y in data.parts.values())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"test_size": 0.02}, "test share of 0.02, 20 examples are split into 19 and 1: too few"),
        ({"test_size": 0.5, "validation_size": 0.9}, "validation share of 0.9, 10 examples are split into 1 and 9"),
        ({"test_size": 0.9, "validation_size": 0.9, "stratify": False}, "none of the 2 examples are left"),
    ],
)
def test_a_part_that_would_be_too_small_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(DataError, match=says):
        prepare(DatasetSpec("circle", samples=20, **options))


def test_a_class_with_one_example_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = DATASETS["iris"]
    raw = kind.load({})
    lonely = replace(raw, x=raw.x[:101], y=raw.y[:101])
    monkeypatch.setitem(DATASETS._kinds, "iris", replace(kind, load=lambda options: lonely))
    with pytest.raises(DataError, match="class 'virginica' has only one example"):
        prepare(DatasetSpec("iris"))
    assert len(prepare(DatasetSpec("iris", stratify=False)).y_test) == 26


def test_callers_at_the_same_moment_share_one_call() -> None:
    together, second = Barrier(8), Event()
    made: list[object] = []

    def make() -> object:
        made.append(object())
        if len(made) > 1:
            second.set()
        second.wait(0.2)  # time for a second call, if there were one
        return made[-1]

    shared: Shared[str, object] = Shared(10, lambda value: 1)

    def ask(_: int) -> object:
        together.wait(SECONDS)
        return shared.get("key", make)

    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(ask, range(8)))
    assert len(made) == 1
    assert values == set(made)


def test_those_who_wait_get_the_error_and_the_next_one_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shared: Shared[str, int] = Shared(10, lambda value: 1)
    begun, go_on, waits = Event(), Event(), Event()

    def fail() -> int:
        begun.set()
        go_on.wait(SECONDS)
        raise DataError("No data.")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.get, "key", fail)
        assert begun.wait(SECONDS)
        coming = shared._coming["key"]
        result = coming.result

        def noticed() -> int:
            waits.set()
            return result()

        monkeypatch.setattr(coming, "result", noticed)
        second = pool.submit(shared.get, "key", lambda: 1)
        assert waits.wait(SECONDS)
        # Another key is not held up by the one that is being made.
        assert shared.get("other", lambda: 5) == 5
        go_on.set()
        for asked in (first, second):
            with pytest.raises(DataError, match="No data"):
                asked.result(10)
    assert shared.get("key", lambda: 2) == 2


def test_what_was_not_used_for_longest_is_dropped_when_room_is_short() -> None:
    shared: Shared[str, int] = Shared(10, lambda value: value)
    for key in ("a", "b"):
        shared.get(key, lambda: 4)
    shared.get("a", lambda: 0)
    shared.get("c", lambda: 4)
    assert [shared.get(key, lambda: 1) for key in ("a", "c", "b")] == [4, 4, 1]
    assert shared.get("too big", lambda: 11) == 11
    assert shared.get("too big", lambda: 12) == 12
    assert shared.get("c", lambda: 1) == 4


def test_forgotten_datasets_give_their_memory_back() -> None:
    data = load_dataset(DatasetSpec("moons", data_seed=12))
    alive = weakref.ref(data)
    del data
    gc.collect()
    assert alive() is not None
    forget_datasets()
    gc.collect()
    assert alive() is None


def test_the_declarations_need_neither_scikit_learn_nor_a_download() -> None:
    code = (
        "import sys; from nnplay.registry import DATASETS; from nnplay.spec import DatasetSpec\n"
        "own = ('table', 'pictures', 'texts')  # which must look into their file\n"
        "for name, kind in DATASETS.items(): name in own or kind.signature(DatasetSpec(name).options)\n"
        "print([m for m in ('sklearn', 'scipy', 'pandas', 'pooch', 'requests', 'tensorflow') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=SECONDS)
    assert ran.stdout.strip() == "[]"


def test_the_digits_that_need_no_download_come_first() -> None:
    first, *_, table, pictures, texts, drawings, of_class = DATASETS
    assert (first, DATASETS[first].files) == ("digits", ())
    # Own data stand at the end.
    assert (table, pictures, texts, drawings, of_class) == ("table", "pictures", "texts", "drawings", "class_drawings")
