"""A store of runs: what goes in stays, whatever ends the process that writes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.errors import DataError
from nnplay.runs import COLORS, RunStore, folders
from nnplay.runs.folders import RUNS_FOLDER, home_folder
from nnplay.runs.kept import distinct_colors, free_color
from nnplay.spec import DatasetSpec
from nnplay.training.run_folder import HISTORY_FILE, MODEL_FILE, WEIGHTS_FILE
from tests.runs.factories import history_of, made_run, spec_of
from tests.waiting import SECONDS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "store")


def test_what_is_added_is_there_for_another_process_with_all_that_was_said_of_it(
    store: RunStore, tmp_path: Path
) -> None:
    first = store.add(made_run(tmp_path / "a"), name="First", note="as in class", tags=["one", "two"])
    second = store.add(made_run(tmp_path / "b", spec_of("spiral")))
    again = RunStore(store.folder)  # as after a restart
    assert [run.name for run in again.list()] == ["Spiral 1", "First"] or first.about.created == second.about.created
    kept = again.open(first.id)
    assert (kept.about, kept.spec, kept.history.to_dict()) == (first.about, spec_of(), history_of(spec_of()).to_dict())
    assert (kept.about.note, kept.about.tags) == ("as in class", ("one", "two"))
    assert kept.about.versions["numpy"]
    assert kept.about.size == sum(path.stat().st_size for path in (tmp_path / "a").iterdir())


def test_a_run_can_be_renamed_noted_tagged_hidden_colored_and_deleted(store: RunStore, tmp_path: Path) -> None:
    kept = store.add(made_run(tmp_path / "a"))
    store.rename(kept.id, "  A   better name ")
    store.note(kept.id, "It **learns**.")
    store.tag(kept.id, ["x", "x", "", "y"])
    store.hide(kept.id)
    store.color(kept.id, 5)
    about = RunStore(store.folder).open(kept.id).about
    assert (about.name, about.note, about.tags) == ("A better name", "It **learns**.", ("x", "y"))
    assert (about.hidden, about.color, about.created) == (True, 5, kept.about.created)
    with pytest.raises(DataError, match="needs a name"):
        store.rename(kept.id, " ")
    store.delete(kept.id)
    store.delete(kept.id)  # twice is no error
    assert store.list() == []
    assert list(store.folder.iterdir()) == []
    with pytest.raises(DataError, match="no longer kept"):
        store.open(kept.id)


@pytest.mark.parametrize("id", ["..", "../a", "", "x" * 16, "0" * 15])
def test_an_id_never_leads_out_of_the_store(store: RunStore, id: str) -> None:
    for use in (store.open, store.delete, lambda id: store.rename(id, "new")):
        with pytest.raises(DataError, match="no longer kept"):
            use(id)


def test_names_are_counted_on_from_the_highest(store: RunStore, tmp_path: Path) -> None:
    source = made_run(tmp_path / "a")
    names = [store.add(source).name for _ in range(3)]
    assert names == ["Moons 1", "Moons 2", "Moons 3"]
    store.delete(next(run.id for run in store.list() if run.name == "Moons 2"))
    assert store.add(source).name == "Moons 4"


def test_a_run_that_was_trained_on_takes_the_place_of_the_earlier_one(store: RunStore, tmp_path: Path) -> None:
    kept = store.add(made_run(tmp_path / "a"), name="Mine", note="so far")
    longer = made_run(tmp_path / "b", history=history_of(spec_of(), epochs=7))
    again = store.add(longer, id=kept.id)
    assert len(store.list()) == 1
    assert (again.id, again.name, again.about.note) == (kept.id, "Mine", "so far")
    assert len(again.history.epochs) == 7


def test_files_are_not_changed_through_another_copy(store: RunStore, tmp_path: Path) -> None:
    source = made_run(tmp_path / "a")
    kept = store.add(source)
    store.copy(kept.id, tmp_path / "copy")
    other = RunStore(tmp_path / "other").add(kept.folder, name="Another")
    assert store.open(kept.id).name == "Moons 1"
    assert other.name == "Another"
    # As a training replaces its files.
    (tmp_path / "copy" / "new").write_text("{}")
    os.replace(tmp_path / "copy" / "new", tmp_path / "copy" / HISTORY_FILE)
    assert (kept.folder / HISTORY_FILE).read_text() == (source / HISTORY_FILE).read_text()


def test_no_whole_run_is_refused_and_leaves_nothing(store: RunStore, tmp_path: Path) -> None:
    source = made_run(tmp_path / "a")
    (source / WEIGHTS_FILE).unlink()
    for folder in (source, tmp_path / "nowhere"):
        with pytest.raises(DataError, match="no complete run"):
            store.add(folder)
    assert store.list() == []


def test_a_damaged_run_is_named_and_the_others_are_there(store: RunStore, tmp_path: Path) -> None:
    good, bad = (store.add(made_run(tmp_path / name)) for name in "ab")
    (bad.folder / HISTORY_FILE).write_text("[1, 2")
    fresh = RunStore(store.folder)
    assert [run.id for run in fresh.list()] == [good.id]
    assert fresh.unreadable == (bad.id,)
    with pytest.raises(DataError, match="damaged"):
        fresh.open(bad.id)


def test_a_full_store_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    source = made_run(tmp_path / "a")
    size = sum(path.stat().st_size for path in source.iterdir())
    store = RunStore(tmp_path / "store", most_bytes=2 * size + size // 2)
    kept = [store.add(source), store.add(source)]
    with pytest.raises(DataError, match=r"no room for another run.*Delete runs"):
        store.add(source)
    assert {run.id for run in store.list()} == {run.id for run in kept}
    store.add(source, id=kept[0].id)  # one in the place of another needs no more
    store.delete(kept[1].id)
    store.add(source)


def test_all_sessions_together_have_a_bound_too(tmp_path: Path) -> None:
    source = made_run(tmp_path / "a")
    size = sum(path.stat().st_size for path in source.iterdir()) + 1000
    everyone = tmp_path / "all"
    stores = [RunStore(everyone / name, among=(everyone, 2 * size + size // 2)) for name in "ab"]
    for store in stores:
        store.add(source)
    with pytest.raises(DataError, match="This server has no room"):
        stores[0].add(source)


def test_the_home_folder_is_the_users_own_and_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(RUNS_FOLDER, str(tmp_path))
    assert RunStore().folder == tmp_path
    monkeypatch.delenv(RUNS_FOLDER)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if sys.platform.startswith("linux"):
        assert home_folder() == tmp_path / "data" / "nnplay" / "runs"
    assert home_folder().parts[-2:] == ("nnplay", "runs")


def test_own_data_stay_with_the_run_when_the_upload_has_gone(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path / "cache"))
    digest = uploads.keep(b"a,b,y\n" + b"1,2,u\n3,4,v\n" * 10)
    spec = spec_of()
    spec = spec.with_dataset(DatasetSpec("table", file=digest))
    kept = store.add(made_run(tmp_path / "a", spec))
    (uploads.folder() / digest).unlink()
    store.copy(kept.id, tmp_path / "copy")
    assert uploads.content(digest).startswith(b"a,b,y")


def test_colors_of_neighbors_differ_and_compared_runs_never_share_one(store: RunStore, tmp_path: Path) -> None:
    assert free_color([]) == 0
    assert free_color([0, 1, 2, 3, 4, 5, 6]) == 7
    assert free_color([7, 6, 5, 4, 3, 2, 1, 0]) == 0  # the eighth one back is not among the latest
    assert distinct_colors([2, 2, 0, 2]) == [2, 0, 1, 3]
    assert sorted(distinct_colors([5] * COLORS)) == list(range(COLORS))
    source = made_run(tmp_path / "a")
    runs = [store.add(source) for _ in range(COLORS)]
    assert sorted(run.about.color for run in runs) == list(range(COLORS))
    store.color(runs[3].id, runs[1].about.color)
    told = store.tell_apart([runs[1].id, runs[3].id, runs[4].id])
    assert told[0].about.color == runs[1].about.color  # the first keeps its own
    assert len({run.about.color for run in told}) == 3
    assert store.open(runs[3].id).about.color == told[1].about.color  # on every page from now on


KILLED = """
import os, signal, sys
from pathlib import Path
from nnplay.runs import folders, store
from nnplay.runs.store import RunStore

moment, folder, source, id = sys.argv[1:]
replace, count = os.replace, 0

def die(*arguments, **more):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at(number):
    def counting(*arguments, **more):
        global count
        count += 1
        return die() if count == number else replace(*arguments, **more)
    return counting

match moment:
    case "copying":
        folders.link_or_copy = die
    case "written":
        folders.flush = die
    case "replacing":  # the earlier one is aside, the new one not yet in its place
        os.replace = die_at(2)
    case "replaced":
        store.shutil.rmtree = die
RunStore(folder).add(source, id=id)
"""


@pytest.mark.parametrize("moment", ["copying", "written", "replacing", "replaced"])
def test_a_process_that_is_killed_leaves_no_half_run(
    moment: str, store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.add(made_run(tmp_path / "a"), name="Mine")
    longer = made_run(tmp_path / "b", history=history_of(spec_of(), epochs=7))
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, moment, str(store.folder), str(longer), kept.id],
        cwd=ROOT,
        timeout=SECONDS,
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    monkeypatch.setattr(folders, "UNFINISHED_SECONDS", -1.0)
    (found,) = RunStore(store.folder).list()
    assert (found.id, found.name) == (kept.id, "Mine")
    assert len(found.history.epochs) == (7 if moment == "replaced" else 2)
    assert (found.folder / MODEL_FILE).read_bytes() == b"a Keras file"
    assert [path.name for path in store.folder.iterdir()] == [kept.id]


def test_two_runs_never_have_one_name(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "store")
    for number in range(3):
        store.add(made_run(tmp_path / f"run{number}", spec_of()), name="Line 1 · seed 2")
    assert sorted(run.name for run in store.list()) == ["Line 1 · seed 2", "Line 1 · seed 2 (2)", "Line 1 · seed 2 (3)"]
