"""Reading data files, whole and damaged."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import forget_datasets, prepare
from nnplay.datasets.kinds import fashion_cifar
from nnplay.datasets.kinds.digits import read_mnist
from nnplay.datasets.kinds.fashion_cifar import CIFAR_TEST, read_cifar10, read_fashion_mnist
from nnplay.datasets.kinds.tabular_housing import HOUSING_ROWS, MEMBER, read_housing
from nnplay.datasets.store import data_files
from nnplay.errors import DataError
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from tests.datasets.factories import (
    FEW_CIFAR,
    FEW_FASHION,
    cifar_members,
    class_pictures,
    fashion_files,
    housing_archive,
    housing_table,
    idx,
    pima_csv,
    tar_gz,
)

pytestmark = pytest.mark.data


def damaged_csvs() -> dict[str, bytes]:
    whole_file = pima_csv()
    lines = whole_file.split(b"\r\n")
    return {
        "cut in half": whole_file[: len(whole_file) // 2],
        "cut in the middle of the last row": whole_file[:-9],
        "one row missing": b"\r\n".join(lines[:-1]),
        "one row too many": whole_file + b"\r\n" + lines[1],
        "a column missing everywhere": b"\r\n".join(line.rsplit(b",", 1)[0] for line in lines),
        "a column missing in one row": b"\r\n".join([*lines[:-1], b"1,93,70,31,0,30.4,0.315,23"]),
        "a column too many in one row": b"\r\n".join([*lines[:-1], lines[-1] + b",1"]),
        "the header missing": b"\r\n".join(lines[1:]),
        "a word for a number": whole_file.replace(b",72,", b",many,", 1),
        "not a number": whole_file.replace(b",72,", b",nan,", 1),
        "an empty cell": whole_file.replace(b",72,", b",,", 1),
        "a third class": whole_file[:-1] + b"2",
        "empty": b"",
        "only the header": lines[0],
        "zeros": bytes(20_000),
        "not text": bytes(range(256)) * 80,
    }


def test_a_whole_csv_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pima_diabetes.csv"
    path.write_bytes(pima_csv())
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path))
    raw = DATASETS["pima"].load({})
    assert raw.x.shape == (768, 8)
    assert raw.x[1].tolist() == [1, 91, 72, 35, 0, 21.6, 0.101, 22]
    assert raw.y[:6].tolist() == [0, 1, 0, 0, 1, 0]


@pytest.mark.parametrize("how", damaged_csvs())
def test_a_damaged_csv_is_an_error_that_names_the_file(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pima_diabetes.csv"
    path.write_bytes(damaged_csvs()[how])
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path))
    with pytest.raises(DataError, match=r"pima_diabetes\.csv is damaged") as caught:
        DATASETS["pima"].load({})
    assert f"Delete {path} or replace it with a good copy" in caught.value.message


@pytest.fixture(scope="module")
def mnist_arrays() -> dict[str, np.ndarray]:
    """Arrays in the form of MNIST; random labels, so that the file has something to be cut from."""
    rng = np.random.default_rng(0)
    return {
        f"{name}_{part}": array
        for part, n in (("train", 60_000), ("test", 10_000))
        for name, array in (("x", np.zeros((n, 28, 28), np.uint8)), ("y", rng.integers(0, 10, n, dtype=np.uint8)))
    }


@pytest.fixture(scope="module")
def mnist_file(mnist_arrays: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **mnist_arrays)  # type: ignore[arg-type]
    return file.getvalue()


def test_a_whole_npz_is_read_as_it_is(tmp_path: Path, mnist_file: bytes, mnist_arrays: dict[str, np.ndarray]) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(mnist_file)
    raw = read_mnist(path)
    np.testing.assert_array_equal(raw.y, mnist_arrays["y_train"])
    assert raw.x.shape == (60_000, 28, 28, 1)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_an_npz_cut_off_anywhere_is_an_error_that_names_the_file(
    share: float, tmp_path: Path, mnist_file: bytes
) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(mnist_file[: int(share * len(mnist_file))])
    with pytest.raises(DataError, match=r"mnist\.npz is damaged") as caught:
        read_mnist(path)
    assert f"Delete {path} or replace it with a good copy" in caught.value.message


def test_an_npz_with_a_changed_byte_is_an_error(tmp_path: Path, mnist_file: bytes) -> None:
    path = tmp_path / "mnist.npz"
    middle = len(mnist_file) // 2
    path.write_bytes(mnist_file[:middle] + bytes([mnist_file[middle] ^ 255]) + mnist_file[middle + 1 :])
    with pytest.raises(DataError, match="cannot be read to the end"):
        read_mnist(path)


def test_an_npz_with_other_arrays_is_an_error(tmp_path: Path, mnist_arrays: dict[str, np.ndarray]) -> None:
    path = tmp_path / "mnist.npz"
    small = {name: array[:10] for name, array in mnist_arrays.items()}
    wrong = {
        "an array is missing": {"x_train": small["x_train"]},
        r"x_train has shape \(10, 28, 28\)": small,
        "y_train has shape .* of float64": {**mnist_arrays, "y_train": mnist_arrays["y_train"].astype(float)},
        "a label is not a digit": {**mnist_arrays, "y_test": np.full(10_000, 10, np.uint8)},
        "cannot be read": {"x_train": np.array([{}], object)},
    }
    for says, arrays in wrong.items():
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
        with pytest.raises(DataError, match=says):
            read_mnist(path)


@pytest.mark.parametrize("content", [b"just a text", np.lib.format.MAGIC_PREFIX])
def test_something_else_under_the_name_of_an_npz_is_an_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        read_mnist(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(DataError, match="damaged"):
        read_mnist(path)


@pytest.mark.parametrize(("dataset", "name"), [("mnist", "mnist.npz"), ("pima", "pima_diabetes.csv")])
def test_the_real_file_cut_in_half_is_an_error_of_its_dataset(
    dataset: str, name: str, tmp_path: Path, needs_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = needs_file(name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    monkeypatch.setenv(data_files.DATA_FOLDER, str(tmp_path))
    forget_datasets()
    with pytest.raises(DataError, match=f"{name} is damaged"):
        prepare(DatasetSpec(dataset))


# Fashion-MNIST ----------------------------------------------------------------------------------


def written(folder: Path, contents: dict[str, bytes]) -> list[Path]:
    """Files in a folder, in the order in which they are given."""
    paths = [folder / name for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return paths


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer images than the real files have."""
    monkeypatch.setattr(fashion_cifar, "FASHION_COUNTS", FEW_FASHION)
    monkeypatch.setattr(fashion_cifar, "CIFAR_BATCH_IMAGES", FEW_CIFAR)


@pytest.mark.usefixtures("few")
def test_whole_idx_files_are_read_as_they_are(tmp_path: Path) -> None:
    raw = read_fashion_mnist(written(tmp_path, fashion_files()))
    assert raw.x_test is not None
    for seed, (x, y) in enumerate(((raw.x, raw.y), (raw.x_test, raw.y_test))):
        pictures, labels = class_pictures(FEW_FASHION[seed], (28, 28), seed)
        np.testing.assert_array_equal(x[..., 0], pictures)
        np.testing.assert_array_equal(y, labels)
    with pytest.raises(ValueError, match="read-only"):
        raw.x[:1] = 0


@pytest.mark.usefixtures("few")
def test_a_damaged_idx_file_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    whole = fashion_files()
    images, labels = list(whole)[:2]
    pictures, numbers = class_pictures(FEW_FASHION[0], (28, 28), 0)
    wrong = [
        (images, whole[images][:-100], "unpacked completely"),
        (images, b"<html>", "unpacked completely"),
        (images, b"", "do not describe data"),
        (images, idx(pictures[:-1]), "do not describe data"),
        (images, idx(pictures.reshape(-1, 14, 56)), "do not describe data"),
        (images, whole[labels], "do not describe data"),
        (images, gzip.compress(gzip.decompress(whole[images])[:-1]), "does not fit the shape"),
        (images, gzip.compress(gzip.decompress(whole[images]) + bytes(5)), "does not fit the shape"),
        (images, gzip.compress(b"\0\0\x0d" + gzip.decompress(whole[images])[3:]), "do not describe data"),
        (labels, idx(np.where(numbers == 3, 10, numbers).astype(np.uint8)), "a label is 10"),
    ]
    for name, content, says in wrong:
        paths = written(tmp_path, {**whole, name: content})
        with pytest.raises(DataError, match=f"{Path(name).name} is damaged.*{says}"):
            read_fashion_mnist(paths)


# CIFAR-10 ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few")
def test_a_whole_archive_of_colours_is_read_with_channels_last(tmp_path: Path) -> None:
    (path,) = written(tmp_path, {"cifar.tar.gz": tar_gz(cifar_members())})
    raw = read_cifar10(path)
    assert raw.x_test is not None
    assert raw.x.shape == (5 * FEW_CIFAR, 32, 32, 3)
    for part, seed in ((raw.x[:FEW_CIFAR], 0), (raw.x[-FEW_CIFAR:], 4), (raw.x_test, 5)):
        np.testing.assert_array_equal(part, class_pictures(FEW_CIFAR, (32, 32, 3), seed)[0])
    np.testing.assert_array_equal(raw.y[:FEW_CIFAR], class_pictures(FEW_CIFAR, (32, 32, 3), 0)[1])


@pytest.mark.usefixtures("few")
def test_a_damaged_archive_of_colours_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    members = cifar_members()
    batch = "cifar-10-batches-bin/data_batch_2.bin"
    wrong_label = bytes([11]) + members[batch][1:]
    wrong = [
        (tar_gz(members)[:-5000], "unpacked completely"),
        (b"<html>", "unpacked completely"),
        (tar_gz({name: content for name, content in members.items() if name != CIFAR_TEST}), f"lacks {CIFAR_TEST}"),
        (tar_gz({**members, batch: members[batch][:-1]}), f"{batch} has"),
        (tar_gz({**members, batch: wrong_label}), "a label is 11"),
        (tar_gz({f"../{name}": content for name, content in members.items()}), "lacks"),
    ]
    for content, says in wrong:
        (path,) = written(tmp_path, {"cifar.tar.gz": content})
        with pytest.raises(DataError, match=rf"cifar\.tar\.gz is damaged.*{says}"):
            read_cifar10(path)


# California housing -----------------------------------------------------------------------------


def test_districts_are_made_into_the_columns_that_the_names_say(tmp_path: Path) -> None:
    (path,) = written(tmp_path, {"housing.tgz": housing_archive()})
    raw = read_housing(path)
    longitude, latitude, age, rooms, bedrooms, people, households, income, value = housing_table()[17]
    expected = [income, age, rooms / households, bedrooms / households, people, people / households]
    np.testing.assert_allclose(raw.x[17], [*expected, latitude, longitude])
    assert raw.y[17] == pytest.approx(value / 100_000)
    assert raw.x.shape == (HOUSING_ROWS, 8)


def test_damaged_districts_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    table = housing_table()
    empty = table.copy()
    empty[5, 6] = 0
    archive = housing_archive()
    wrong = [
        (archive[: len(archive) // 2], "unpacked completely"),
        (tar_gz({"other": b""}), "lacks"),
        (tar_gz({MEMBER: b"1,2,three"}), "not a number"),
        (housing_archive(table[:-1]), "shape"),
        (housing_archive(table[:, :-1]), "shape"),
        (housing_archive(empty), "no households"),
        (tar_gz({MEMBER: b"1" * 5_000_000}), "too large"),
    ]
    for content, says in wrong:
        (path,) = written(tmp_path, {"housing.tgz": content})
        with pytest.raises(DataError, match=rf"housing\.tgz is damaged.*{says}"):
            read_housing(path)


# The real files ---------------------------------------------------------------------------------


def test_the_real_fashion_mnist_is_there_whole(needs_file: Callable[[str], Path]) -> None:
    for part in ("train", "t10k"):
        for what in ("images-idx3", "labels-idx1"):
            needs_file(f"fashion-mnist/{part}-{what}-ubyte.gz")
    raw = DATASETS["fashion_mnist"].load(DatasetSpec("fashion_mnist", train_samples=60_000).options)
    assert raw.x.shape == (60_000, 28, 28, 1)
    assert raw.x_test is not None
    assert raw.y_test is not None
    assert raw.x_test.shape == (10_000, 28, 28, 1)
    np.testing.assert_array_equal(np.bincount(raw.y), np.full(10, 6000))
    np.testing.assert_array_equal(np.bincount(raw.y_test), np.full(10, 1000))
    # Mean and deviation of the training images, as everybody who standardizes them knows them.
    assert raw.x.mean() / 255 == pytest.approx(0.2860, abs=5e-5)
    assert raw.x.std() / 255 == pytest.approx(0.3530, abs=5e-5)


def test_the_real_california_housing_is_that_of_scikit_learn(needs_file: Callable[[str], Path]) -> None:
    raw = read_housing(needs_file("cal_housing.tgz"))
    assert raw.x.shape == (20_640, 8)
    # As scikit-learn's user guide describes its own copy: the first district, and the mean value of a home.
    first = [8.3252, 41, 6.98412698, 1.02380952, 322, 2.55555556, 37.88, -122.23]
    np.testing.assert_allclose(raw.x[0], first, rtol=1e-6)
    assert raw.y[0] == pytest.approx(4.526)
    assert raw.y.mean() == pytest.approx(2.068558, abs=1e-5)
