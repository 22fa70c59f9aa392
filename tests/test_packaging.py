"""The wheel holds all that the app needs, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PathDistribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

import nnplay
from nnplay.registry import EXPORTS

ROOT = Path(__file__).parents[1]
APP = ("app.py", "pages", ".streamlit/config.toml", "docs/icon.svg", "docs/logo.svg")
"""What stands beside the package in the checkout and inside of it in the wheel."""


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout unpacked into a folder, which is then like an installation's site-packages."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(site: Path) -> PathDistribution:
    (folder,) = site.glob("*.dist-info")
    return PathDistribution(folder)


def files_in(folder: Path) -> set[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder) for path in files}


def test_the_wheel_holds_the_package_with_its_data_and_the_app_inside_and_nothing_else(site: Path) -> None:
    expected = {Path("nnplay") / path: ROOT / "nnplay" / path for path in files_in(ROOT / "nnplay")}
    for name in APP:
        path = ROOT / name
        for file in files_in(path) if path.is_dir() else [Path()]:
            expected[Path("nnplay/_app") / name / file] = path / file
    found = {path for path in files_in(site) if not path.parts[0].endswith(".dist-info")}
    assert found == set(expected)
    for path, source in expected.items():
        assert (site / path).read_bytes() == source.read_bytes(), path
    for name in (
        "py.typed",
        "digit_reader/weights.npz",
        "digit_reader/reader.json",
        "ui/common/live_chart.js",
        "ui/common/plane_points/chart.js",
        "ui/common/access.css",
        "ui/common/plane_points/hand.js",
        "ui/common/network/main.js",
    ):
        assert Path("nnplay") / name in found


def test_it_asks_for_what_requirements_say_and_names_version_license_and_command(installed: PathDistribution) -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = {str(Requirement(line)) for line in lines if line and not line.startswith("#")}
    asked = [Requirement(line) for line in installed.requires or ()]
    extras: dict[str, set[str]] = {}
    for one in asked:
        if found := re.search(r'extra == "(.+)"', str(one.marker)):
            extras.setdefault(found[1], set()).add(f"{one.name}{one.specifier}")
    named = {package for packages in extras.values() for package in packages}
    assert {str(one) for one in asked if f"{one.name}{one.specifier}" not in named} == wanted
    # Every package that a format needs beyond them comes with an extra of its name.
    of_cluster = {
        f"{one.name}{one.specifier}"
        for line in (ROOT / "requirements-cluster.txt").read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
        for one in [Requirement(line)]
    }
    assert extras.pop("cluster") == of_cluster
    assert extras.keys() == {kind.package for kind in EXPORTS.values() if kind.package}
    assert {*extras, "cluster"} == set(installed.metadata.get_all("Provides-Extra") or ())
    assert any("platform_machine" in requirement for requirement in wanted)
    assert installed.version == nnplay.__version__
    assert installed.metadata["License-Expression"] == "Apache-2.0"
    assert installed.read_text("licenses/LICENSE") == (ROOT / "LICENSE").read_text()
    (command,) = installed.entry_points
    assert (command.group, command.name, command.value) == ("console_scripts", "nnplay", "nnplay.cli:main")
