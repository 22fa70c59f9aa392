"""How the tests are run, as a plugin of pytest: which, in which order and process, with data files and without."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psutil
import pytest
from xdist.scheduler import LoadFileScheduling

from nnplay.datasets import load
from nnplay.datasets.store import data_files
from nnplay.engine import xla
from nnplay.runs.folders import RUNS_FOLDER
from nnplay.spec import DatasetSpec

SHARING = ("browser", "pages", "engine")
"""Rooms whose files share a server or an engine, which takes seconds to start: all in one process.

Of the engine's room those of the cluster are a room of their own.
"""

APART = ("browser_memory", "classroom", "control", "installed", "lessons", "live_chart", "main_job", "runs")
"""Files of the browser's room in a process of their own, as the two halves mostly wait: they start servers anyway.

At the desk little of the room is run, which shares one Chromium and one server.
"""

FIRST = ("browser", "training", "pages", "engine")
"""Rooms of slow tests begin, in this order, so that no process waits for another one at the end.

The browser's two halves are in two processes, each with a Chromium and a server of its own.
"""

ASKING = {"needs_file", "files_of", "no_data"}
"""Fixtures of tests that depend on data files."""

RERUN = ("browser", "engine", "export", "pages")
"""Rooms whose tests wait for other processes: a browser, an engine, a kernel of Jupyter."""

RERUNS = 2
"""So often at most a failed test of these rooms is run again in CI, where a shared machine can stand still for seconds.

Pytest's summary names each test that needed it, and says where it failed.
"""

NOWHERE = "http://127.0.0.1:9"
"""A proxy that refuses every connection."""

NO_NETWORK = {
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
    # Servers of the tests themselves.
    **dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost"),
}
"""What lets every connection to another machine fail at once."""

OPTIMIZATION = "--xla_backend_optimization_level=0"
"""Takes more work out of compiling than `xla` does; long trainings would be slower, but tests have none."""

# Before TensorFlow is loaded; the engines get this environment too.
if known := xla.known_flags():
    os.environ.setdefault(xla.VARIABLE, f"{known} {OPTIMIZATION}")

hypothesis.settings.register_profile("desk", max_examples=25, deadline=None)
hypothesis.settings.register_profile("ci", hypothesis.settings.get_profile("ci"), max_examples=100)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        help="run all tests, as CI does, also those that a desk does without (about 25 minutes)",
    )
    parser.addoption(
        "--without-data",
        action="store_true",
        help="run what depends on data files as on a new machine: without any, with an empty cache and no network",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[WAITING] = 0
    os.environ.pop(ALL, None)
    if runs_all(config):
        os.environ[ALL] = "yes"
        hypothesis.settings.load_profile("ci")
    if not is_worker(config):
        # Never the runs of the person who tests.
        os.environ[RUNS_FOLDER] = tempfile.mkdtemp(prefix="nnplay-test-runs-")
    if config.getoption("without_data") and not is_worker(config):
        os.environ.pop(data_files.DATA_FOLDER, None)
        # The processes that run the tests get this environment.
        os.environ[data_files.CACHE_FOLDER] = tempfile.mkdtemp(prefix="nnplay-empty-cache-")
        os.environ.update(NO_NETWORK)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not is_worker(config):
        shutil.rmtree(os.environ[RUNS_FOLDER], ignore_errors=True)
    if config.getoption("without_data") and not is_worker(config):
        shutil.rmtree(os.environ[data_files.CACHE_FOLDER], ignore_errors=True)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is one of the processes that xdist has started."""
    return hasattr(config, "workerinput")


# Which tests ------------------------------------------------------------------------------------

ALL = "NNPLAY_TEST_ALL"
"""An environment variable that is set for the tests where all of them are run, for those that then look at more."""

WAITING = pytest.StashKey[int]()
"""How many of the collected tests are not run, because they wait for CI."""


def runs_all(config: pytest.Config) -> bool:
    """Whether every test is run: in CI, and with `--all`."""
    return bool(os.environ.get("CI") or config.getoption("all"))


def waiting(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Tests that wait for CI: a desk runs what finds most mistakes in minutes, and CI runs all.

    `@pytest.mark.thorough` marks tests that are slow and look at more of the same. `@pytest.mark.sweep` marks one with
    many cases of the same, of which a desk runs one: the first, `sweep("name")` the first of each value of a parameter,
    `sweep(keep=("id", ...))` those with these ids (the first where no case has one of them).
    """
    found, sweeps = set(), dict[Any, list[pytest.Function]]()
    for item in items:
        sweep = item.get_closest_marker("sweep")
        if item.get_closest_marker("thorough"):
            found.add(item)
        elif sweep and isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            values = tuple(str(item.callspec.params[name]) for name in sweep.args)
            sweeps.setdefault((item.path, item.cls, item.originalname, values), []).append(item)
    for cases in sweeps.values():
        keep = cases[0].get_closest_marker("sweep").kwargs.get("keep", ())  # type: ignore[union-attr]
        kept = [case for case in cases if case.callspec.id in keep] or cases[:1]
        found.update(set(cases).difference(kept))
    return found


def named_files(config: pytest.Config) -> set[Path]:
    """Files that the command line names, alone or with a test; they are run whole."""
    paths = (Path(str(argument).split("::")[0]) for argument in config.args)
    return {path.resolve() for path in paths if path.suffix == ".py"}


def leave_what_waits(config: pytest.Config, items: list[pytest.Item]) -> None:
    if runs_all(config):
        return
    whole = named_files(config)
    left = waiting(item for item in items if item.path not in whole)
    if left:
        config.stash[WAITING] = len(left)
        if is_worker(config):
            config.workeroutput["waiting"] = len(left)  # type: ignore[attr-defined]
        config.hook.pytest_deselected(items=[item for item in items if item in left])
        items[:] = [item for item in items if item not in left]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    output = getattr(node, "workeroutput", None) or {}
    node.config.stash[WAITING] = max(node.config.stash[WAITING], output.get("waiting", 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash[WAITING]:
        terminalreporter.section("not run here")
        terminalreporter.line(
            f"{count:,} tests wait for CI, which runs all: they are slow, or more cases of what was run. To run them "
            "here: --all. A file that you name is run whole."
        )


# What the tests have loaded ---------------------------------------------------------------------

CLEARED = pytest.StashKey[int]()
"""Bytes that the process had when its garbage was last searched for between two files."""

OBJECTS = 10_000
"""So many new ones between two searches for garbage, which would else take a tenth of the time of a small training."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What the collection of the tests has loaded stays: no search for garbage goes through it again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.set_threshold(OBJECTS)
        if tensorflow := sys.modules.get("tensorflow"):
            # To improve a graph takes a third of a small training's time, and tests run none for long.
            tensorflow.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


GROWTH = 150_000_000
"""So many bytes may a process grow before its garbage is searched for after a file, which takes half a second."""


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """The networks of a file go with it where they hold much memory: each is a circle of few objects."""
    if "tensorflow" not in sys.modules or (nextitem is not None and nextitem.path == item.path):
        return
    memory = psutil.Process().memory_info
    if memory().rss > item.config.stash.get(CLEARED, 0) + GROWTH:
        gc.collect()
        item.config.stash[CLEARED] = memory().rss


# Order ------------------------------------------------------------------------------------------


def room_of(place: str) -> str:
    """The folder in tests/ that a test's file is in; empty beside them."""
    parts = place.split("::")[0].split("/")
    return parts[1] if len(parts) > 2 else ""


def is_apart(place: str) -> bool:
    """Whether a test belongs to the second half of the browser's room."""
    return room_of(place) == "browser" and place.split("/test_")[1].split(".py")[0] in APART


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if depends_on_data(item):
            item.add_marker(pytest.mark.data)
        if os.environ.get("CI") and room_of(item.nodeid) in RERUN:
            item.add_marker(pytest.mark.flaky(reruns=RERUNS))
    if config.getoption("without_data"):
        left = [item for item in items if not item.get_closest_marker("data")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item.get_closest_marker("data")]
    leave_what_waits(config, items)
    ranks = {room: rank for rank, room in enumerate(FIRST)}
    items.sort(key=lambda item: (ranks.get(room_of(item.nodeid), len(ranks)), is_apart(item.nodeid)))


class BySharing(LoadFileScheduling):
    """A file stays in one process, and so do files that share a server or an engine."""

    def _split_scope(self, nodeid: str) -> str:
        room = room_of(nodeid)
        if is_apart(nodeid) and runs_all(self.config):
            return f"{room} apart"
        if nodeid.startswith("tests/engine/cluster/"):
            return "cluster"
        return room if room in SHARING else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """So many processes run the tests on two processors.

    At the desk, where the browser's tests mostly wait, three keep them busy. In CI two browsers with their servers do;
    with a third process pages came so late that tests waited for them in vain.
    """
    return 2 if runs_all(config) else 3


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySharing:
    return BySharing(config, log)


# Data -------------------------------------------------------------------------------------------


def depends_on_data(item: pytest.Item) -> bool:
    """Whether a test looks for data files.

    The browser's tests give their servers none, and read the few that need one only where it is.
    """
    return room_of(item.nodeid) != "browser" and not ASKING.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def looks_for_no_data(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that looks for data files and is not run without them too."""
    asked: list[str] = []
    if not request.node.get_closest_marker("data"):
        usual = data_files._in_data_folder

        def tell(name: str) -> Any:
            asked.append(name)
            return usual(name)

        monkeypatch.setattr(data_files, "_in_data_folder", tell)
        if room_of(request.node.nodeid) == "pages":
            # The lists of each page say which files are there; only a dataset that is shown counts, also one that an
            # earlier test has loaded.
            kept = load._datasets.get

            def get(spec: DatasetSpec, make: Any) -> Any:
                asked.extend(file.name for file in spec.kind.files)
                return kept(spec, make)

            def at_hand(name: str) -> bool:
                return usual(name) is not None or (data_files.cache_folder() / name).is_file()

            monkeypatch.setattr(load._datasets, "get", get)
            monkeypatch.setattr(data_files, "at_hand", at_hand)
    yield
    assert not asked, f"It looks for {asked[0]}, so it needs @pytest.mark.data"
