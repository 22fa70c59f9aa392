"""Every benchmark starts, and README names it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NAMES = sorted(path.stem for path in (ROOT / "tests" / "benchmarks").glob("bench_*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_says_how_it_is_used(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark = importlib.import_module(f"tests.benchmarks.{name}")
    monkeypatch.setattr(sys, "argv", [f"{name}.py", "--help"])
    with pytest.raises(SystemExit) as left:
        benchmark.main()
    assert left.value.code == 0
    assert "--json" in capsys.readouterr().out
    assert f"`{name}`" in (ROOT / "README.md").read_text()
