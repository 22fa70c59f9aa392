"""What the tests of several rooms share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nnplay.datasets.files import DATA_FOLDER


@pytest.fixture
def needs_file() -> Callable[[str], Path]:
    """Gives the path of a data file by its name, and skips the test where the file is not there.

    With the environment variable CI set, a missing file fails the test instead. An empty name needs nothing.
    """

    def need(name: str) -> Path:
        path = Path(os.environ.get(DATA_FOLDER) or os.devnull) / name
        if name and not path.is_file():
            reason = f"{DATA_FOLDER} names no folder with {name}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        return path

    return need
