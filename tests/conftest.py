"""What the tests of several rooms share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nnplay.datasets.kinds import fashion_cifar
from nnplay.datasets.kinds.tabular_housing import HOUSING_FILE
from nnplay.datasets.store import data_files
from nnplay.datasets.store.data_files import DATA_FOLDER
from nnplay.registry import DATASETS
from tests.datasets.factories import FEW_CIFAR, FEW_FASHION, cifar_members, fashion_files, housing_archive, tar_gz

pytest_plugins = ["tests.running", "pytester"]


@pytest.fixture
def needs_file(pytestconfig: pytest.Config) -> Callable[[str], Path]:
    """Gives the path of a data file by its name, and skips the test where the file is not there.

    With the environment variable CI set, a missing file fails the test instead, unless all run `--without-data`. An
    empty name needs nothing.
    """

    def need(name: str) -> Path:
        path = Path(os.environ.get(DATA_FOLDER) or os.devnull) / name
        if name and not path.is_file():
            reason = f"{DATA_FOLDER} names no folder with {name}"
            if os.environ.get("CI") and not pytestconfig.getoption("without_data"):
                pytest.fail(reason)
            pytest.skip(reason)
        return path

    return need


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with files in the true format of the datasets that must be downloaded."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "fashion-mnist").mkdir()
    made = {
        **fashion_files(),
        fashion_cifar.CIFAR10_FILE.name: tar_gz(cifar_members()),
        HOUSING_FILE.name: housing_archive(),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def files_of(
    needs_file: Callable[[str], Path], made_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """Sees to a dataset's files: the real ones where the data folder has them, else made ones.

    Made ones are shorter where the reader may be told so. Skips the test if they are neither there nor made.
    """

    def provide(name: str) -> None:
        real = Path(os.environ.get(data_files.DATA_FOLDER) or os.devnull)
        wanted = [file.name for file in DATASETS[name].files]
        if all((real / file).is_file() for file in wanted) or not all(
            (made_folder / file).is_file() for file in wanted
        ):
            for file in wanted:
                needs_file(file)
            return
        monkeypatch.setenv(data_files.DATA_FOLDER, str(made_folder))
        monkeypatch.setattr(fashion_cifar, "FASHION_COUNTS", FEW_FASHION)
        monkeypatch.setattr(fashion_cifar, "CIFAR_BATCH_IMAGES", FEW_CIFAR)

    return provide
