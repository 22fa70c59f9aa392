"""The command line: what it prints, its exit codes, and runs that can be read back."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.web import cli as streamlit_cli

import nnplay
from nnplay import cli
from nnplay.catalogue import CATALOGUE, SPECS
from nnplay.errors import DataError
from nnplay.spec import DatasetSpec
from nnplay.spec_path import with_value
from nnplay.training import run as run_module
from nnplay.training.events import EpochEnd, Event
from nnplay.training.progress import ProgressBar

ROOT = Path(__file__).parents[1]


# Training ---------------------------------------------------------------------------------------


def test_a_preset_is_trained_with_changes_and_its_run_is_that_of_python(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "runs" / "wine"
    changes = ("training.epochs=2", "layers.0.units=5", "training.optimizer=SGD", "layers.0.activation=tanh")
    options = [word for change in changes for word in ("--set", change)]
    assert cli.main(["train", "wine", *options, "--out", str(folder)]) == 0
    spec = SPECS["wine"]
    for path, value in zip(("training.epochs", "layers.0.units"), (2, 5), strict=True):
        spec = with_value(spec, path, value)
    spec = with_value(with_value(spec, "training.optimizer", "SGD"), "layers.0.activation", "tanh")
    stored = nnplay.Run.load(folder)
    assert stored.spec == spec
    assert stored.history.epochs == [1, 2]
    same = nnplay.train(spec)
    for one, two in zip(stored.model.get_weights(), same.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    out, err = capfd.readouterr()
    assert f"after 2 epochs: accuracy {stored.test_metrics['accuracy']:.1%}, loss" in out
    assert str(folder) in out
    assert "Epoch 1/2 [" in err
    assert "ms/step" not in out + err  # Keras's own bar
    # What was stored is an experiment too.
    assert cli.main(["train", str(folder / "spec.json"), "--out", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / "spec.json").read_text() == (folder / "spec.json").read_text()


def test_ctrl_c_ends_the_training_in_order_and_keeps_what_it_learned(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    class Interrupting(ProgressBar):
        def __call__(self, event: Event) -> None:
            if isinstance(event, EpochEnd) and event.epoch == 1:
                signal.raise_signal(signal.SIGINT)
            super().__call__(event)

    monkeypatch.setattr(cli, "ProgressBar", Interrupting)
    usual = signal.getsignal(signal.SIGINT)
    assert cli.main(["train", "wine", "--out", str(tmp_path / "run")]) == 0
    assert signal.getsignal(signal.SIGINT) is usual
    history = nnplay.Run.load(tmp_path / "run").history
    assert history.reason == "stopped"
    assert len(history.epochs) < SPECS["wine"].training.epochs
    assert "You stopped the training" in capfd.readouterr().out


def test_a_diverged_training_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "line", "--set", "training.optimizer.learning_rate=5"]) == cli.FAILED
    assert "no longer finite" in capfd.readouterr().out


def test_data_that_cannot_be_had_are_a_failure_with_its_cause(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(dataset: DatasetSpec) -> None:
        raise DataError(f"The file of {dataset.name} cannot be had.")

    monkeypatch.setattr(run_module, "prepare", fail)
    assert cli.main(["train", "wine"]) == cli.FAILED
    assert "nnplay: The file of wine cannot be had." in capfd.readouterr().err


# What cannot be ---------------------------------------------------------------------------------


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be trained."""
    monkeypatch.setattr(cli, "train", lambda *arguments: pytest.fail("it was trained"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["wien"], "There is no preset or file named 'wien'. Did you mean 'wine'?"),
        (["wine", "--set", "training.epoch=3"], "--set training.epoch=3: The experiment has no value 'training.epoch'"),
        (["wine", "--set", "training.epochs=none"], "--set training.epochs=none: Epochs must be a whole number"),
        (["wine", "--set", "training.epochs=0"], "Epochs must be between 1 and"),
        (["wine", "--set", "training.epochs"], "A change is a path and a value"),
        (["wine", "--set", "seed=NaN"], "Random seed must be a whole number"),
        (["digits-cnn", "--set", "layers=[]"], "Add Flatten"),
        (["wine", "--out", str(ROOT)], "This already exists and is not an empty folder"),
        (["wine", "--out", __file__], "This already exists and is not an empty folder"),
        ([__file__], "test_cli.py: This is not JSON"),
        ([str(ROOT)], "This file cannot be read as text"),
        ([str(ROOT / "docs" / "pages" / "playground-light.webp")], "This file cannot be read as text"),
    ],
)
@pytest.mark.usefixtures("untrained")
def test_a_wrong_use_names_its_cause_and_trains_nothing(
    arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train", *arguments]) == cli.WRONG_USE
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("nnplay: ")
    assert said in err


@pytest.mark.parametrize("arguments", [["trian", "wine"], ["train"], ["train", "wine", "--epochs", "3"]])
@pytest.mark.usefixtures("untrained")
def test_what_argparse_does_not_know_ends_with_its_code(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == cli.WRONG_USE


# The other commands -----------------------------------------------------------------------------


def test_presets_are_listed_with_what_to_expect(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["presets"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == 2 * len(CATALOGUE)
    for (name, preset), first, second in zip(CATALOGUE.items(), lines[::2], lines[1::2], strict=True):
        assert first.split(maxsplit=1) == [name, preset.title]
        assert second.strip() == preset.expected


@pytest.mark.parametrize("options", [[], ["--server.port=8600", "--server.headless=true"]])
def test_without_a_command_streamlit_runs_the_app_with_the_options(
    options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(streamlit_cli, "main", lambda arguments, **_: given.extend(arguments))
    cli.main(options)
    assert given == ["run", str(ROOT / "app.py"), *options]


def test_it_is_a_module_that_python_runs() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "nnplay", "--version"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout == f"nnplay {nnplay.__version__}\n"
