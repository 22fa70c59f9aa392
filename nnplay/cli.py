"""The command line: `nnplay` starts the app, `nnplay train` trains without it, `nnplay presets` lists experiments."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import nnplay
from nnplay.catalogue import CATALOGUE
from nnplay.errors import NnplayError, SpecError
from nnplay.models.shapes import trace
from nnplay.registry import did_you_mean
from nnplay.spec import ExperimentSpec
from nnplay.spec_path import with_value
from nnplay.training.control import Control
from nnplay.training.progress import ProgressBar
from nnplay.training.words import show_metric

PACKAGE = Path(__file__).parent
APPS = (PACKAGE / "_app" / "app.py", PACKAGE.parent / "app.py")
"""Where the app is: inside of an installed package, beside it in a checkout."""

FAILED, WRONG_USE = 1, 2
"""Exit codes: a training that failed or diverged; arguments that cannot be, as argparse has it too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments say, by default those of the process; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("--") and given[0] not in ("--help", "--version")):
        return start_app(given)
    chosen = _parser().parse_args(given)
    if chosen.command == "presets":
        print("\n".join(f"{name:14} {one.title}\n{'':14} {one.expected}" for name, one in CATALOGUE.items()))
        return 0
    try:
        spec = read_experiment(chosen.experiment)
        for change in chosen.set:
            spec = _changed(spec, change)
        trace(spec).checked()
        if chosen.out and chosen.out.exists() and (not chosen.out.is_dir() or any(chosen.out.iterdir())):
            raise SpecError(f"--out {chosen.out}: This already exists and is not an empty folder. Choose another name.")
    except SpecError as error:
        print(f"nnplay: {error.message}", file=sys.stderr)
        return WRONG_USE
    return train(spec, chosen.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "nnplay",
        description="Without a command, starts the playground in the browser; takes the options of `streamlit "
        "run`, such as --server.port=8600.",
    )
    parser.add_argument("--version", action="version", version=f"nnplay {nnplay.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    trains = commands.add_parser("train", help="train an experiment without opening the page")
    trains.add_argument("experiment", metavar="PRESET_OR_FILE", help="a preset, or a file with an experiment as JSON")
    trains.add_argument(
        "--set",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="change a value, e.g. training.epochs=3, layers.0.units=32, training.optimizer=SGD, seed=7",
    )
    trains.add_argument("--out", metavar="FOLDER", type=Path, help="where to store the run: experiment, history, model")
    commands.add_parser("presets", help="list the experiments that come with nnplay")
    return parser


def start_app(options: Sequence[str]) -> int:
    """Serves the playground until it is ended; options as `streamlit run` takes them."""
    from streamlit.web import cli

    app = next(path for path in APPS if path.is_file())
    return cli.main(["run", str(app), *options], prog_name="streamlit", standalone_mode=True)


def read_experiment(name: str) -> ExperimentSpec:
    """A preset by its name, or an experiment from its JSON file, such as the `spec.json` of a stored run.

    Raises:
        SpecError: If there is none, or the file holds none.
    """
    if name in CATALOGUE:
        return CATALOGUE[name].spec
    try:
        return ExperimentSpec.from_json(Path(name).read_text(encoding="utf-8"))
    except SpecError as error:
        raise SpecError(f"{name}: {error.message}", error.where) from None
    except FileNotFoundError:
        raise SpecError(f"There is no preset or file named {name!r}.{did_you_mean(name, CATALOGUE)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{name}: This file cannot be read as text. {error}") from None


def _changed(spec: ExperimentSpec, change: str) -> ExperimentSpec:
    path, equals, text = change.partition("=")
    try:
        if not equals:
            raise SpecError("A change is a path and a value, such as training.epochs=3.")
        try:
            value = json.loads(text)
        except ValueError:
            value = text  # a name needs no quotes
        return with_value(spec, path, value)
    except SpecError as error:
        raise SpecError(f"--set {change}: {error.message}", error.where) from None


def train(spec: ExperimentSpec, folder: Path | None) -> int:
    """Trains with a progress bar, prints what was reached, and stores the run where a folder is given.

    Ctrl-C ends the training in order: what it has learned until then is tested and stored. A second one breaks it off.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    control, usual = Control(), signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        control.stop()
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, stop)
    try:
        print("Loading TensorFlow ...", file=sys.stderr, flush=True)
        from nnplay.engine import preload  # noqa: F401  # imports it without what it writes
        from nnplay.training.run import run_experiment

        history = run_experiment(spec, ProgressBar(), control, folder).history
    except NnplayError as error:
        print(f"nnplay: {error.message}", file=sys.stderr)
        return FAILED
    finally:
        signal.signal(signal.SIGINT, usual)
    print(history.message)
    if history.test_metrics:
        numbers = ", ".join(f"{name} {show_metric(name, value)}" for name, value in history.test_metrics.items())
        print(f"On the test data after {len(history.epochs)} epochs: {numbers}")
    if folder:
        print(f"Stored in {folder}. In Python: nnplay.Run.load({str(folder)!r})")
    return FAILED if history.reason == "diverged" else 0
