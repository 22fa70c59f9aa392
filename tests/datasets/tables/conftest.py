"""Own files lie in an empty cache while these tests run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnplay.datasets.store.data_files import CACHE_FOLDER


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_FOLDER, str(tmp_path_factory.mktemp("cache")))
        yield
