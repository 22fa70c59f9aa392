"""Which tests run at a desk and which wait for CI, and that each module has tests at the desk."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nnplay.lessons import lessons
from tests.running import runs_all, waiting
from tests.test_import_rules import FILES, imports_of

ROOT = Path(__file__).parents[1]

SOURCE = """
import pytest

def test_plain():
    pass

@pytest.mark.thorough
def test_slow():
    pass

@pytest.mark.sweep
@pytest.mark.parametrize("x", [1, 2, 3])
def test_first(x):
    pass

@pytest.mark.sweep("task")
@pytest.mark.parametrize(("task", "loss"), [("a", 1), ("a", 2), ("b", 3)])
def test_each(task, loss):
    pass

@pytest.mark.sweep(keep=("2", "3"))
@pytest.mark.parametrize("x", [1, 2, 3])
def test_kept(x):
    pass

@pytest.mark.sweep(keep=("gone",))
@pytest.mark.parametrize("x", [1, 2])
def test_gone(x):
    pass
"""

WAITING = {
    "test_slow", "test_first[2]", "test_first[3]", "test_each[a-2]", "test_kept[1]", "test_gone[2]",
}  # fmt: skip


def test_what_is_slow_waits_and_of_a_sweep_all_but_what_it_keeps(pytester: pytest.Pytester) -> None:
    items = pytester.getitems(SOURCE)
    assert {item.name for item in waiting(items)} == WAITING
    assert len(items) == len(WAITING) + 7


@pytest.mark.parametrize(("ci", "option", "expected"), [("", False, False), ("true", False, True), ("", True, True)])
def test_all_run_in_ci_and_where_they_are_asked_for(
    ci: str, option: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    config: Any = SimpleNamespace(getoption={"all": option}.get)
    assert runs_all(config) is expected


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("arguments", "passed", "told"),
    [((".", "-n", "1"), 7, True), ((".", "--all", "-n", "1"), 13, False), (("test_it.py", "-n", "0"), 13, False)],
)
def test_the_summary_says_how_many_wait_and_a_named_file_is_run_whole(
    arguments: tuple[str, ...], passed: int, told: bool, tmp_path: Path
) -> None:
    (tmp_path / "test_it.py").write_text(SOURCE, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.running", "-p", "no:cacheprovider", *arguments],
        cwd=tmp_path,
        env={**os.environ, "CI": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert f"{passed} passed" in ran.stdout, ran.stdout + ran.stderr
    assert ("6 tests wait for CI" in ran.stdout) is told


# Every module has tests at the desk -------------------------------------------------------------


def marks(nodes: Iterable[ast.expr]) -> str:
    return " ".join(ast.unparse(node) for node in nodes)


def runs_at_the_desk(path: Path) -> bool:
    """Whether a file has a test that does not wait for CI; a sweep keeps a case."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_all = [node.value for node in tree.body if isinstance(node, ast.Assign) and marks(node.targets) == "pytestmark"]
    tests = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]
    waits = "mark.thorough"
    return waits not in marks(of_all) and any(waits not in marks(test.decorator_list) for test in tests)


TESTS = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted(ROOT.glob("tests/**/*.py"))}


def imported(module: str) -> set[str]:
    """The modules of the project and its tests that a module imports."""
    path = {**FILES, **TESTS}[module]
    source, known = path.read_text(encoding="utf-8"), {*FILES, *TESTS}
    return {found.module for found in imports_of(source, module, path.name == "__init__.py", known)} & known


PROGRAMS = {"nnplay.__main__", "nnplay.engine.__main__", "nnplay.digit_reader.train"}
"""Started as programs, the last one by hand."""


def test_no_module_is_tested_by_nothing_but_what_waits_for_ci() -> None:
    files = {module for module in TESTS if module.rpartition(".")[2].startswith("test_")}
    desk = {module for module in files if runs_at_the_desk(TESTS[module])}
    assert {"tests.browser.test_main_job", "tests.engine.test_engine"} <= desk
    assert "tests.browser.test_axe" not in desk

    def direct(modules: Iterable[str]) -> set[str]:
        return {found for module in modules for found in imported(module)} & FILES.keys()

    assert direct(files) - direct(desk) == set()
    # The pages' tests open pages and the app by their paths, and each lesson by its name.
    opened = {module for module in FILES if not module.startswith("nnplay")}
    opened |= {f"nnplay.ui.lessons.{lesson.name}" for lesson in lessons()}
    assert "tests.pages.test_lessons" in desk
    reached: set[str] = set()
    ahead = {*desk, *opened, *PROGRAMS}
    while ahead:
        reached |= ahead
        ahead = {found for module in ahead for found in imported(module)} - reached
    packages = {module for module, path in FILES.items() if path.name == "__init__.py"}
    assert FILES.keys() - packages - reached == set()
