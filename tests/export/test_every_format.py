"""What holds for every format that a run can leave in."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnplay.errors import ExportError, SpecError
from nnplay.export import is_available
from nnplay.registry import EXPORTS
from tests.export.factories import trained


@pytest.mark.parametrize("format", EXPORTS)
@pytest.mark.parametrize("name", ["digits", "moons"])
def test_a_file_is_made_and_replaces_the_old_one_whole(format: str, name: str, tmp_path: Path) -> None:
    run = trained(name)
    path = tmp_path / f"mine{EXPORTS[format].suffix_of(run.spec)}"
    path.write_bytes(b"old")
    exported = run.export(format, path)
    assert exported.path == path
    assert path.stat().st_size > 100
    assert not exported.note or exported.note.endswith(".")
    assert list(tmp_path.iterdir()) == [path]  # nothing of the making stays


@pytest.mark.parametrize("format", EXPORTS)
def test_a_failure_leaves_the_old_file_and_nothing_else(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(run: object, path: Path, options: object) -> str:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(vars(EXPORTS[format]), "write", fail)
    path = tmp_path / f"mine{EXPORTS[format].suffix}"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"mine\..*can't be written here: No space left on device\."):
        trained("moons").export(format, path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("format", EXPORTS)
def test_a_path_that_cannot_be_is_refused_with_a_sentence(format: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="can't be written here"):
        trained("moons").export(format, tmp_path / "missing" / "run")
    with pytest.raises(ExportError, match="is a folder"):
        trained("moons").export(format, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", EXPORTS)
def test_an_unknown_option_is_refused(format: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="no option 'colour'"):
        trained("moons").export(format, tmp_path / "run", colour="blue")


@pytest.mark.parametrize("format", EXPORTS)
def test_the_declaration_says_what_a_page_needs(format: str) -> None:
    kind = EXPORTS[format]
    assert kind.suffix.startswith(".")
    assert kind.suffix.strip(".") in kind.title or kind.suffix == ".tfevents"
    assert "/" in kind.mime
    assert len(kind.help) > 40
    assert is_available(format)  # the tests' requirements bring what the extras need


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(EXPORTS["weights"]), "package", "not_there")
    with pytest.raises(ExportError, match="needs the package not_there: pip install not_there"):
        trained("moons").export("weights", tmp_path / "run.npz")


def test_an_unknown_format_is_told_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="Did you mean 'keras'"):
        trained("moons").export("Keras ", tmp_path / "run")
