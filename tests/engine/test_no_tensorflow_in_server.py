"""The server's side of the engine must not cost what TensorFlow costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.waiting import SECONDS


@pytest.mark.parametrize("module", ["nnplay.engine.client", "nnplay.engine.protocol"])
def test_the_servers_side_of_the_engine_loads_neither_tensorflow_nor_keras(module: str) -> None:
    script = f"import sys, {module}; print(*sorted({{'tensorflow', 'keras'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=SECONDS, check=True)
    assert done.stdout.strip() == ""
