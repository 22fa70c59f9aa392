"""README says what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nnplay
from nnplay import digit_reader
from nnplay.catalogue import CATALOGUE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_preset_stands_in_its_table_with_what_to_expect(name: str) -> None:
    preset = CATALOGUE[name]
    assert f"| `{name}` | {preset.title} | {preset.expected} | {preset.source} |" in README


def test_the_commands_install_from_files_that_are_there() -> None:
    files = re.findall(r"pip install -r ([\w.-]+)", README)
    assert len(files) == 3
    assert all((ROOT / file).is_file() for file in files)


def test_what_the_test_command_leaves_out_is_said_with_how_to_run_it() -> None:
    command, words = README.split("-m pytest\n```\n")
    assert command.endswith(".venv/bin/python ")
    assert "`--all`" in words.split("## ")[0]


def test_the_layout_names_what_is_there() -> None:
    layout = README.split("## Layout")[1].split("```")[1]
    for line in layout.splitlines():
        if match := re.match(r"(  )?(\S+)", line):
            path = ROOT / ("nnplay" if match[1] else "") / match[2]
            assert path.exists(), path


def test_pictures_are_there() -> None:
    for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README):
        assert (ROOT / picture).is_file(), picture


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # it writes a report
    example = next(block for block in re.findall(r"```python\n(.*?)```", README, re.S) if "nnplay.train" in block)
    example = example.replace("epochs=60", "epochs=2")
    names: dict = {"strokes_or_picture": [[[10.0, 10.0], [20.0, 60.0]]]}
    exec(example, names)
    assert names["pixels"].shape == (28, 28, 1)
    assert (tmp_path / "moons.html").stat().st_size > 10_000
    assert set(names["run"].test_metrics) == {"loss", "accuracy"}
    assert nnplay.ExperimentSpec.from_json(names["spec"].to_json()) == names["spec"]


def test_what_the_ready_reader_reaches_is_what_was_measured() -> None:
    facts = digit_reader.facts()
    hearts = next(kind.refused for kind in facts.kinds if kind.name == "hearts")
    read, of_mnist = f"{facts.pen.accuracy:.1%}", f"{facts.mnist.accuracy:.1%}"
    learned, held_out = (f"{facts.refused_share(held_out=aside):.1%}" for aside in (False, True))
    text = " ".join(README.split())
    assert f"It reads {read} of the digits by people it never saw, and {of_mnist} of MNIST's test set" in text
    assert f"it refuses {facts.pen.refused:.1%} and {facts.mnist.refused:.1%} of these" in text
    assert f"it refuses {learned}, and {held_out} of kinds that it has not learned from (hearts {hearts:.1%})" in text
