"""Who may import whom: the table of the design, checked by walking the imports of every file.

A room may import what its line names, and rooms of its own name. Server rooms never reach TensorFlow.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

BASE = (
    *(
        f"nnplay.{name}"
        for name in (
            "i18n",
            "errors",
            "limits",
            "picture_file",
            "registry",
            "tasks",
            "lessons",
            "courses",
            "glossary",
            "palette",
        )
    ),
)
SPEC = (*BASE, "nnplay.choice", "nnplay.spec")
# Without models.build, which runs Keras: pages know models by their declarations and shapes only.
SHAPES = (
    *SPEC,
    *(
        f"nnplay.models.{name}"
        for name in (
            "shapes",
            "layers",
            "calls",
            "seeds",
            "layer_kind",
            "connectivity",
            "computation",
            "convolutions",
            "image_layers",
            "normalization_layers",
            "sequence_layers",
            "recurrent_layers",
            "recurrence",
            "losses",
            "optimizers",
            "activations",
            "initializers",
        )
    ),
)
DATA = (*SHAPES, "nnplay.datasets", "nnplay.catalogue", "nnplay.suggestion", "nnplay.link")
PLAIN = (
    *(
        f"nnplay.training.{name}"
        for name in (
            "events",
            "history",
            "words",
            "film",
            "control",
            "progress",
            "checkpoints",
            "run_folder",
            "spread",
            "by_hand",
            "live_change",
            "execution",
        )
    ),
    "nnplay.inspection.results",
    "nnplay.inspection.shown",
    "nnplay.inspection.weight_table",
    "nnplay.inspection.reshaped",
    "nnplay.inspection.evaluation",
)
"""What training and inspection tell the page: plain data, read on both sides of the engine's connection."""

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "nnplay.errors": (),
    "nnplay.limits": ("nnplay.errors",),
    "nnplay.picture_file": ("nnplay.errors",),
    "nnplay.tasks": (),
    "nnplay.palette": (),
    "nnplay.i18n": (),
    "nnplay.registry": ("nnplay.errors",),
    # Below everything whose texts name a lesson.
    "nnplay.courses": (),
    "nnplay.lessons": ("nnplay.errors", "nnplay.registry"),
    "nnplay.glossary": (),
    "nnplay.choice": BASE,
    # The public names alone: its methods are a way to links, which stand above it.
    "nnplay.spec": (*BASE, "nnplay.choice", "nnplay"),
    "nnplay.models": (*SPEC, "nnplay.models"),
    "nnplay.datasets": SHAPES,
    "nnplay.spec_path": SPEC,
    "nnplay.catalogue": SHAPES,
    "nnplay.link": (*SPEC, "nnplay.catalogue"),
    "nnplay.suggestion": (*SHAPES, "nnplay.datasets", "nnplay.catalogue"),
    "nnplay.figures": (*DATA, *PLAIN, "nnplay.sketch"),
    # Below the datasets, because own drawings are one of them.
    "nnplay.sketch": SHAPES,
    "nnplay.digit_reader": (*SHAPES, "nnplay.sketch", "nnplay.inspection.results", "nnplay.inspection.plain"),
    "nnplay.digit_reader.new_hand": (*DATA, "nnplay.sketch", "nnplay.digit_reader", "nnplay.theory"),
    # What the server says of small networks itself; it runs code that takes Keras's networks and these alike.
    "nnplay.inspection.plain": (*DATA, *PLAIN, "nnplay.inspection.boundaries", "nnplay.inspection.pieces"),
    "nnplay.datasets.kinds.drawings": (*SHAPES, "nnplay.datasets", "nnplay.sketch"),
    "nnplay.datasets.kinds.class_drawings": (*SHAPES, "nnplay.datasets", "nnplay.sketch"),
    "nnplay.theory": (*DATA, "nnplay.sketch.one_thread", "nnplay.inspection.plain.forward"),
    # A report judges by the numbers that runs are compared with.
    "nnplay.export": (*DATA, *PLAIN, "nnplay.runs"),
    "nnplay.runs": ("nnplay", *DATA, *PLAIN, "nnplay.spec_path"),
    # Judges runs by their plain data; its texts and codes need no page.
    "nnplay.classroom": ("nnplay", *DATA, *PLAIN, "nnplay.runs", "nnplay.spec_path"),
    # Plain data first: a history is not the training that wrote it.
    **dict.fromkeys(PLAIN, (*SHAPES, *PLAIN)),
    "nnplay.inspection": (*DATA, "nnplay.models"),
    "nnplay.training": (*DATA, "nnplay.models", "nnplay.inspection"),
    # What Python users sweep with: it trains, and it keeps.
    "nnplay.training.sweep": (*DATA, "nnplay.models", "nnplay.inspection", "nnplay.training", "nnplay.runs"),
    # `Run.export` is a way to what stands above it; nothing there knows the training.
    "nnplay.training.stored": (*DATA, *PLAIN, "nnplay.models", "nnplay.export"),
    # The program that trains the shipped reader; the page never runs it.
    "nnplay.digit_reader.train": (*DATA, "nnplay.models", "nnplay.training", "nnplay.sketch", "nnplay.digit_reader"),
    # What the inspector process is asked for: it reads trained runs from their folders.
    "nnplay.engine.inspector": (
        *DATA,
        *(f"nnplay.{name}" for name in ("models", "inspection", "training", "export", "engine.kept_models")),
    ),
    "nnplay.engine": (*DATA, "nnplay.models", "nnplay.training", "nnplay.inspection"),
    "nnplay.engine.client": (*DATA, *PLAIN, "nnplay.engine.protocol", "nnplay.engine.workers"),
    "nnplay.engine.workers": (*DATA, *PLAIN, "nnplay.engine.protocol"),
    # Both ends of a cluster: what stands where the local engine does, and what its hosts run.
    "nnplay.engine.cluster": (
        *DATA,
        *PLAIN,
        *(f"nnplay.engine.{name}" for name in ("client", "protocol", "queue", "workers")),
        "nnplay.runs.kept",
    ),
    "nnplay.engine.protocol": (*DATA, *PLAIN),
    "nnplay.ui": (
        *DATA,
        *PLAIN,
        *(
            f"nnplay.{name}"
            for name in (
                "figures",
                "engine.client",
                "engine.protocol",
                # Those of its modules that know no Dask.
                *(f"engine.cluster.{name}" for name in ("address", "engine", "messages", "overview")),
                "sketch",
                "digit_reader",
                "theory",
                "export",
                "runs",
                "classroom",
                "inspection.plain",
            )
        ),
    ),
}
# The command line stands above all: it starts the app, or trains without it.
MAY_IMPORT["nnplay.cli"] = ("nnplay", *DATA, *PLAIN, "nnplay.spec_path", "nnplay.training", "nnplay.engine.preload")
MAY_IMPORT["nnplay.__main__"] = ("nnplay.cli",)
for _screen in ("pages", "app"):
    MAY_IMPORT[_screen] = (*MAY_IMPORT["nnplay.ui"], "nnplay.ui")

KERAS_IN_FUNCTIONS = (
    # Builders call Keras through `calls`, so that what they call can be written as code, too.
    *(f"nnplay.models.{name}" for name in ("calls", "build")),
    *(f"nnplay.export.{name}" for name in ("litert", "tensorboard", "export_format")),
)
KERAS_PACKAGES = ("nnplay.training", "nnplay.inspection", "nnplay.engine")
KERAS_ANYWHERE = (*KERAS_PACKAGES, "nnplay.digit_reader.train", "nnplay.models.own_layers")
KERAS_NEVER = (
    *PLAIN,
    "nnplay.engine.client",
    "nnplay.engine.cluster",
    "nnplay.engine.protocol",
    "nnplay.inspection.plain",
)
LIBRARIES: dict[str, tuple[str, ...]] = {
    "plotly": ("nnplay.figures",),
    "streamlit": ("nnplay.ui", "pages", "app", "nnplay.cli"),
    "streamlit_drawable_canvas": ("nnplay.ui",),
    "onnx": ("nnplay.export",),
    "dask": ("nnplay.engine.cluster",),
    "distributed": ("nnplay.engine.cluster",),
    "cryptography": ("nnplay.engine.cluster",),
    "segno": ("nnplay.classroom.qr",),
    "latex2mathml": ("nnplay.classroom.formulas",),
    "babel": ("nnplay.i18n",),
}


@dataclass(frozen=True)
class Import:
    """One imported module, where it stands, and whether it runs when the file is imported."""

    module: str
    line: int
    in_function: bool
    for_types: bool


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def room_of(module: str) -> str:
    """The line of the table that holds for a module: the longest name that fits; empty where none does."""
    return max((room for room in MAY_IMPORT if within(module, room)), key=len, default="")


def imports_of(source: str, module: str, is_package: bool, known: Iterable[str] = ()) -> Iterator[Import]:
    """All imports of a source: relative ones resolved, `from a import b` as a.b where `known` has such a module."""
    modules = frozenset(known)

    def absolute(node: ast.ImportFrom) -> str:
        parts = module.split(".")
        parent = parts[: len(parts) - node.level + is_package] if node.level else []
        return ".".join([*parent, *([node.module] if node.module else [])])

    def walk(node: ast.AST, in_function: bool, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, in_function, for_types)
        elif isinstance(node, ast.ImportFrom):
            origin = absolute(node)
            for name in sorted(
                {f"{origin}.{a.name}" if f"{origin}.{a.name}" in modules else origin for a in node.names}
            ):
                yield Import(name, node.lineno, in_function, for_types)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant):
                    yield Import(str(argument.value), node.lineno, in_function, for_types)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for statement in node.body:
                yield from walk(statement, in_function, True)
            for statement in node.orelse:
                yield from walk(statement, in_function, for_types)
            return
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside, for_types)

    yield from walk(ast.parse(source), False, False)


def breaks(source: str, module: str, is_package: bool = False, known: Iterable[str] = ()) -> list[str]:
    """A sentence for every import of a source that the design does not allow."""
    return [
        f"{module}:{found.line} {problem}"
        for found in imports_of(source, module, is_package, known)
        for problem in (_library_break(found, module), _room_break(found, module))
        if problem
    ]


def _library_break(found: Import, module: str) -> str:
    library = found.module.split(".")[0]
    if found.for_types:
        return ""
    if library in ("keras", "tensorflow"):
        if any(within(module, room) for room in KERAS_NEVER):
            return f"imports {library}, but is read by the server"
        # A package's own file runs before each of its modules, the plain ones too.
        if module in KERAS_PACKAGES:
            return "" if found.in_function else f"imports {library} for every module of its package"
        if any(within(module, room) for room in KERAS_ANYWHERE):
            return ""
        if module in KERAS_IN_FUNCTIONS:
            return "" if found.in_function else f"imports {library} outside of a function"
        return f"imports {library}, which belongs to training, inspection and the builders of models"
    if library in LIBRARIES and not any(within(module, room) for room in LIBRARIES[library]):
        return f"imports {library}, which belongs to {', '.join(LIBRARIES[library])}"
    return ""


def _room_break(found: Import, module: str) -> str:
    if module == "nnplay":  # the public names, from whatever room; what is heavy comes on first use
        heavy = any(within(found.module, room) for room in ("nnplay.ui", "nnplay.figures", "pages", "app"))
        return f"imports {found.module}, a room of the page" if heavy else ""
    if not any(within(found.module, top) for top in ("nnplay", "pages", "app")):
        return ""
    room = room_of(module)
    if not room:
        return "belongs to no room of the design: add its line to MAY_IMPORT"
    # "nnplay" in the table means its public names alone, not all that lies below.
    # Every room has texts.
    rooms = [name for name in (room, "nnplay.i18n", *MAY_IMPORT[room]) if name != "nnplay"]
    allowed = found.module in MAY_IMPORT[room] or any(within(found.module, name) for name in rooms)
    return "" if allowed else f"imports {found.module}, which {room} may not"


def files() -> dict[str, Path]:
    """Every module of the project by its dotted name."""
    found = {}
    for path in sorted([*ROOT.glob("nnplay/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")]):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


FILES = files()


# The project ------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", FILES)
def test_a_module_imports_only_what_the_design_allows(module: str) -> None:
    path = FILES[module]
    assert breaks(path.read_text(encoding="utf-8"), module, path.name == "__init__.py", FILES) == []


def test_every_line_of_the_table_is_about_a_room_that_is_there() -> None:
    libraries = [room for rooms in LIBRARIES.values() for room in rooms]
    named = {*MAY_IMPORT, *(room for rooms in MAY_IMPORT.values() for room in rooms)}
    named |= {*libraries, *KERAS_IN_FUNCTIONS, *KERAS_ANYWHERE, *KERAS_NEVER, *LIGHT}
    assert [room for room in sorted(named) if not any(within(module, room) for module in FILES)] == []


def circle(arrows: Mapping[str, Iterable[str]]) -> list[str]:
    """The modules of one circle in the order of their imports; empty where there is none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    arrows = {
        module: {
            found.module
            for found in imports_of(path.read_text(encoding="utf-8"), module, path.name == "__init__.py", FILES)
            if found.module in FILES and found.module != "nnplay"
        }
        for module, path in FILES.items()
    }
    assert circle(arrows) == []


def test_a_circle_is_caught() -> None:
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]})
    assert circle({"a": ["b", "c"], "b": ["c"]}) == []


def test_the_canvas_is_imported_by_one_module_at_most() -> None:
    users = [
        module
        for module, path in FILES.items()
        for found in imports_of(path.read_text(encoding="utf-8"), module, path.name == "__init__.py")
        if within(found.module, "streamlit_drawable_canvas")
    ]
    assert len(set(users)) <= 1, f"it raises where Streamlit does not run, so keep it in one place: {users}"


STATE = ("nnplay.ui.common.current", "nnplay.ui.common.widget_value")
"""The session and the widgets' values; all else goes through them."""


def session_state_lines(source: str) -> list[int]:
    """The lines of a source that name Streamlit's state, as an attribute, an import, or a text."""

    def names_it(node: ast.AST) -> bool:
        match node:
            case ast.Attribute(attr="session_state") | ast.alias(name="session_state") | ast.Constant("session_state"):
                return True
        return False

    return [node.lineno for node in ast.walk(ast.parse(source)) if names_it(node)]  # type: ignore[attr-defined]


def test_the_state_of_streamlit_is_touched_by_two_modules_only() -> None:
    users = {module for module, path in FILES.items() if session_state_lines(path.read_text(encoding="utf-8"))}
    assert users == set(STATE)


def test_a_use_of_the_state_is_caught() -> None:
    sources = ("import streamlit as st\nst.session_state['x'] = 1", "from streamlit import session_state", "a = 1")
    assert [session_state_lines(source) for source in (*sources, "getattr(st, 'session_state')")] == [[2], [1], [], [1]]


def named(path: Path) -> set[str]:
    """The classes and types that a file defines."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]) if name[0].isupper():
                names |= {name} - {name.upper()}  # a constant is no type
    return names


def test_every_type_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for module, path in FILES.items():
        for name in named(path):
            places[name].append(module)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


LIGHT = (
    "nnplay",
    "nnplay.models.shapes",
    "nnplay.datasets",
    "nnplay.spec",
    "nnplay.catalogue",
    "nnplay.link",
    "nnplay.lessons",
    "nnplay.figures",
    "nnplay.sketch",
    "nnplay.theory",
    "nnplay.export",
    "nnplay.runs",
    "nnplay.classroom",
    "nnplay.engine.client",
    "nnplay.inspection.plain",
    *PLAIN,
)


def test_the_first_page_of_a_server_waits_for_no_package_that_takes_long_to_import() -> None:
    page = ast.parse((ROOT / "pages" / "playground.py").read_text(encoding="utf-8"))
    imports = [ast.unparse(node) for node in page.body if isinstance(node, ast.ImportFrom)]
    assert len(imports) >= 4
    found = "print(sorted({'pandas', 'scipy', 'sklearn', 'pyarrow'} & set(sys.modules)))"
    code = "\n".join(["import sys", "import nnplay.ui.lessons.pages", *imports, found])
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]", "import it in the function that needs it"


def test_what_the_server_imports_leaves_tensorflow_and_keras_out() -> None:
    there = [module for module in FILES if module in LIGHT or any(within(module, r) for r in LIGHT[5:])]
    assert {"nnplay", "nnplay.models.shapes", "nnplay.datasets", "nnplay.spec"} <= set(there)
    code = "\n".join(
        [
            "import sys",
            *(f"import {module}" for module in there),
            "from nnplay.registry import DATASETS, LAYERS, OPTIMIZERS",
            "from nnplay.models.shapes import trace",
            "from nnplay.spec import *",
            "spec = ExperimentSpec(DatasetSpec('moons'), [LayerSpec('Dense')], TrainingSpec(OptimizerSpec('Adam')))",
            "assert trace(spec).checked().parameters > 0",
            "assert ExperimentSpec.from_json(spec.to_json()) == spec",
            "print(sorted({name.split('.')[0] for name in sys.modules} & {'tensorflow', 'keras', 'streamlit'}))",
        ]
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"


# The rules themselves: each made-up source would be caught ---------------------------------------


@pytest.mark.parametrize(
    ("module", "source", "problem"),
    [
        ("nnplay.registry", "from nnplay.spec import ExperimentSpec", "imports nnplay.spec"),
        ("nnplay.registry", "import nnplay.models.layers", "imports nnplay.models.layers"),
        ("nnplay.errors", "from .registry import Param", "imports nnplay.registry"),
        ("nnplay.spec", "from nnplay.models import shapes", "imports nnplay.models"),
        (
            "nnplay.spec",
            "def f():\n    from nnplay.datasets import load_dataset",
            "nnplay.spec:2 imports nnplay.datasets",
        ),
        ("nnplay.models.shapes", "from nnplay.datasets.base import Dataset", "imports nnplay.datasets.base"),
        ("nnplay.datasets.kinds.digits", "from nnplay.figures import curves", "imports nnplay.figures"),
        ("nnplay.figures.curves", "from nnplay.training.run import Run", "imports nnplay.training.run"),
        ("nnplay.figures.curves", "from nnplay.models.build import build_model", "imports nnplay.models.build"),
        ("nnplay.figures.curves", "from nnplay.models import build", "imports nnplay.models"),
        ("nnplay.figures.curves", "from nnplay.ui import session", "imports nnplay.ui"),
        ("nnplay.ui.common.live", "from nnplay.training.run import run_experiment", "imports nnplay.training.run"),
        ("nnplay.ui.common.live", "import nnplay.inspection.kernels", "imports nnplay.inspection.kernels"),
        ("nnplay.ui.common.live", "from nnplay.engine import job", "imports nnplay.engine"),
        ("nnplay.ui.common.live", "import pages.draw", "imports pages.draw"),
        ("nnplay.engine.client", "from nnplay.engine.job import work", "imports nnplay.engine.job"),
        ("nnplay.engine.client", "from nnplay.training.run import Run", "imports nnplay.training.run"),
        ("nnplay.training.history", "from nnplay.training.run import Run", "imports nnplay.training.run"),
        ("nnplay.training.run", "from nnplay.engine.client import Engine", "imports nnplay.engine.client"),
        ("nnplay.inspection.kernels", "from nnplay.training.run import Run", "imports nnplay.training.run"),
        ("pages.draw", "from nnplay.models.build import build_model", "imports nnplay.models.build"),
        ("app", "import nnplay.training.run", "imports nnplay.training.run"),
        ("nnplay.attic", "import nnplay.errors", "belongs to no room"),
        ("nnplay", "from nnplay.ui import session", "a room of the page"),
        ("nnplay.models.build", "import keras", "outside of a function"),
        ("nnplay.models.layers", "def build():\n    import keras", "imports keras, which belongs to"),
        ("nnplay.models.build", "class A:\n    from keras import layers", "outside of a function"),
        ("nnplay.models.shapes", "def f():\n    import keras", "imports keras, which belongs to"),
        ("nnplay", "import tensorflow as tf", "imports tensorflow"),
        ("nnplay.ui.common.live", "def f():\n    import tensorflow as tf", "imports tensorflow"),
        ("nnplay.theory.neuron", "if True:\n    import keras.ops", "imports keras"),
        ("nnplay.engine.client", "def f():\n    import keras", "is read by the server"),
        ("nnplay.training.history", "import keras", "is read by the server"),
        (
            "nnplay.datasets.kinds.digits",
            "import importlib\nimportlib.import_module('keras')",
            "nnplay.datasets.kinds.digits:2",
        ),
        ("nnplay.ui.common.live", "import plotly.graph_objects as go", "imports plotly"),
        ("nnplay.figures.curves", "import streamlit as st", "imports streamlit"),
        ("nnplay.datasets.csv", "def f():\n    import streamlit", "imports streamlit"),
        ("pages.draw", "from streamlit_drawable_canvas import st_canvas", "imports streamlit_drawable_canvas"),
        ("nnplay.engine.client", "def f():\n    from distributed import Client", "imports distributed"),
        ("nnplay.ui.common.live", "from nnplay.engine.cluster import link", "imports nnplay.engine.cluster"),
    ],
)
def test_a_break_is_caught(module: str, source: str, problem: str) -> None:
    found = breaks(source, module)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nnplay.registry", "import difflib\nfrom nnplay.errors import SpecError"),
        ("nnplay.models.build", "def build():\n    import keras"),
        ("nnplay.models.build", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import keras"),
        ("nnplay.models.shapes", "from nnplay.models.layers import LayerKind\nfrom . import losses"),
        (
            "nnplay.training.run",
            "import keras\nfrom nnplay.models.build import build_model\nfrom .history import History",
        ),
        ("nnplay.engine.inspector", "from nnplay.training.run import Run\nfrom nnplay.inspection import kernels"),
        ("nnplay.engine.job", "from nnplay.training.run import run_experiment\nfrom . import protocol"),
        ("nnplay.engine.client", "from nnplay.engine import protocol\nfrom nnplay.training.history import History"),
        (
            "nnplay.figures.curves",
            "import plotly\nfrom nnplay.training.history import History\nfrom nnplay.figures import style",
        ),
        (
            "nnplay.ui.common.live",
            "import streamlit as st\nfrom nnplay.models.shapes import trace\nfrom nnplay.figures import curves",
        ),
        ("pages.draw", "import streamlit as st\nfrom nnplay.ui import session\nfrom nnplay.catalogue import PRESETS"),
    ],
)
def test_what_the_design_allows_passes(module: str, source: str) -> None:
    assert breaks(source, module, known=["nnplay.engine.protocol", "nnplay.models.losses"]) == []


def test_relative_imports_are_resolved_from_modules_and_from_packages() -> None:
    for module, is_package, expected in (
        ("nnplay.ui.live", False, "nnplay.ui.a"),
        ("nnplay.ui", True, "nnplay.ui.a"),
    ):
        assert [found.module for found in imports_of("from .a import b", module, is_package)] == [expected]
    assert [found.module for found in imports_of("from .. import spec", "nnplay.ui.live", False, ["nnplay.spec"])] == [
        "nnplay.spec"
    ]
