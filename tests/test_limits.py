"""Limits: which hold where, and that those of a shared server leave room for every preset."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from nnplay.catalogue import SPECS
from nnplay.errors import SpecError
from nnplay.limits import HOME, HOSTED, HOSTED_VARIABLE, limits, show_bytes, show_seconds
from nnplay.models.shapes import trace, training_memory
from nnplay.spec import ExperimentSpec, LayerSpec


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "1")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, HOME) for value in (None, "", "0", "false", "No", " off ")),
        *((value, HOSTED) for value in ("1", "true", "True", "YES", " on ")),
    ],
)
def test_the_environment_says_which_limits_hold(
    monkeypatch: pytest.MonkeyPatch, value: str | None, expected: object
) -> None:
    monkeypatch.delenv(HOSTED_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(HOSTED_VARIABLE, value)
    assert limits() is expected


def test_what_is_neither_yes_nor_no_gives_the_tight_limits_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOSTED_VARIABLE, "ture")
    assert [limits(), limits()] == [HOSTED, HOSTED]
    assert capsys.readouterr().err.count("NNPLAY_HOSTED='ture' means neither yes nor no") == 1


def test_a_shared_server_allows_less_of_everything() -> None:
    home, tight = dataclasses.asdict(HOME), dataclasses.asdict(HOSTED)
    assert home.pop("grace_seconds") == tight.pop("grace_seconds") == 120
    for name in [name for name in home if name.startswith(("shared_", "server_"))]:  # only a class shares
        assert (home.pop(name), tight.pop(name) > 0) == (0, True)
    assert all(tight[name] < home[name] for name in home)


@pytest.mark.usefixtures("hosted")
@pytest.mark.parametrize("name", SPECS)
def test_a_shared_server_trains_every_preset(name: str) -> None:
    assert trace(SPECS[name]).error is None
    limits().check_epochs(SPECS[name].training.epochs)


@pytest.mark.usefixtures("hosted")
def test_parameters_and_memory_are_refused_at_their_layer_with_the_limit_and_what_to_do() -> None:
    spec = SPECS["mnist-mlp"]
    # 784 * 2500 + 2500 = 1,962,500, and with ten outputs 1,987,510.
    assert trace(spec.with_layers((LayerSpec("Flatten"), LayerSpec("Dense", units=2500)))).error is None
    error = trace(spec.with_layers((LayerSpec("Flatten"), LayerSpec("Dense", units=2600)))).error
    assert error is not None
    assert "at most 2,000,000 are allowed here. Use fewer units" in error.message
    assert error.where == ("layers", 1)

    wide = spec.with_layers((LayerSpec("Conv2D", filters=256, padding="same"), LayerSpec("GlobalAveragePooling2D")))
    error = trace(wide.with_training(batch_size=1024)).error
    assert error is not None
    # 8 bytes for each of 28 * 28 * 256 * 1024 outputs, and 16 for each of 2560 parameters.
    assert "needs about 1.6 GB of memory with 1,024 examples at once; at most 500 MB are allowed here" in error.message
    most = (500_000_000 - 16 * 2560) // (8 * 28 * 28 * 256)
    assert f"a batch size of at most {most:,}" in error.message
    assert trace(wide.with_training(batch_size=most)).rows[0].name == "conv2d_1"
    assert trace(wide.with_training(batch_size=most + 1)).rows == ()


def test_a_networks_memory_counts_parameters_and_outputs() -> None:
    rows = trace(SPECS["line"]).rows  # one unit with a weight and a bias
    assert training_memory(rows, 16) == 2 * 16 + 1 * 8 * 16


@pytest.mark.usefixtures("hosted")
def test_too_many_epochs_are_refused_and_an_experiment_from_home_can_still_be_read() -> None:
    spec = SPECS["line"].with_training(epochs=5000)
    assert ExperimentSpec.from_json(spec.to_json()) == spec
    with pytest.raises(SpecError, match=r"here is 1,000\. Choose fewer epochs"):
        limits().check_epochs(spec.training.epochs)
    limits().check_epochs(1000)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(30, "30 seconds"), (60, "1 minute"), (900, "15 minutes"), (5400, "1.5 hours"), (0.2, "a moment")],
)
def test_times_are_shown_as_people_say_them(seconds: float, shown: str) -> None:
    assert show_seconds(seconds) == shown


@pytest.mark.parametrize(
    ("count", "says"),
    [
        *((512, "512 bytes"), (23_873, "24 kB"), (99_999, "100 kB"), (441_963, "0.4 MB"), (9_949_999, "9.9 MB")),
        *((11_490_434, "11 MB"), (170_052_171, "170 MB"), (500_000_000, "500 MB"), (1_600_000_000, "1.6 GB")),
    ],
)
def test_sizes_are_told_as_people_read_them(count: int, says: str) -> None:
    assert show_bytes(count) == says


def test_limits_are_set_in_one_place() -> None:
    source = Path(__file__).parents[1] / "nnplay"
    readers = [path for path in source.rglob("*.py") if HOSTED_VARIABLE in path.read_text(encoding="utf-8")]
    assert [path.name for path in readers] == ["limits.py"]
