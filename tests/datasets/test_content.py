"""Reading data files, whole and damaged."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay.datasets import files, forget_datasets, prepare
from nnplay.datasets.images import read_mnist
from nnplay.datasets.tabular import read_pima
from nnplay.errors import DataError
from nnplay.spec import DatasetSpec
from tests.datasets.made import pima_csv


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


def test_a_whole_csv_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "pima_diabetes.csv"
    path.write_bytes(pima_csv())
    raw = read_pima(path)
    assert raw.x.shape == (768, 8)
    assert raw.x[1].tolist() == [1, 91, 72, 35, 0, 21.6, 0.101, 22]
    assert raw.y[:6].tolist() == [0, 1, 0, 0, 1, 0]


@pytest.mark.parametrize("how", damaged_csvs())
def test_a_damaged_csv_is_an_error_that_names_the_file(how: str, tmp_path: Path) -> None:
    path = tmp_path / "pima_diabetes.csv"
    path.write_bytes(damaged_csvs()[how])
    with pytest.raises(DataError, match=r"pima_diabetes\.csv is damaged") as caught:
        read_pima(path)
    assert f"Delete {path} and get it again" in caught.value.message


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
    assert f"Delete {path} and get it again" in caught.value.message


def test_an_npz_with_a_changed_byte_is_an_error(tmp_path: Path, mnist_file: bytes) -> None:
    path = tmp_path / "mnist.npz"
    middle = len(mnist_file) // 2
    path.write_bytes(mnist_file[:middle] + bytes([mnist_file[middle] ^ 255]) + mnist_file[middle + 1 :])
    with pytest.raises(DataError, match="cannot be read to its end"):
        read_mnist(path)


def test_an_npz_with_other_arrays_is_an_error(tmp_path: Path, mnist_arrays: dict[str, np.ndarray]) -> None:
    path = tmp_path / "mnist.npz"
    small = {name: array[:10] for name, array in mnist_arrays.items()}
    wrong = {
        "lacks an array": {"x_train": small["x_train"]},
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
    monkeypatch.setenv(files.DATA_FOLDER, str(tmp_path))
    forget_datasets()
    with pytest.raises(DataError, match=f"{name} is damaged"):
        prepare(DatasetSpec(dataset))
