"""A trained run leaves through the engine, as the pages ask for it."""

from __future__ import annotations

import io

import numpy as np
import pytest

from nnplay.engine import inspector
from nnplay.engine.client import Engine
from nnplay.errors import ExportError, SpecError
from tests.engine.factories import TINY
from tests.waiting import eventually


def test_the_file_of_a_run_comes_as_bytes_with_what_to_know_of_it(engine: Engine) -> None:
    job = engine.train(TINY)
    assert eventually(lambda: not job.is_live, 60)
    folder = str(job.folder)
    content, note = engine.ask("export", folder=folder, format="weights", options={})
    with np.load(io.BytesIO(content)) as weights:
        assert [weights[name].shape for name in weights] == [(1, 1), (1,)]
    assert note == ""
    # The weights of an epoch of the film leave as they were then.
    first, _ = engine.ask("export", folder=folder, format="weights", options={}, epoch=0)
    with np.load(io.BytesIO(first)) as start, np.load(io.BytesIO(content)) as end:
        assert not np.array_equal(start["output/kernel"], end["output/kernel"])
    with pytest.raises(SpecError, match="none, weights, full"):
        engine.ask("export", folder=folder, format="litert", options={"quantization": "half"})


def test_a_file_that_is_too_large_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    job = engine.train(TINY)
    assert eventually(lambda: not job.is_live, 60)
    monkeypatch.setattr(inspector, "MOST_EXPORTED", 10)
    with pytest.raises(ExportError, match="at most 10 bytes can be downloaded here"):
        inspector.export(str(job.folder), "history", {})
