"""The experiment as a Python script and as a notebook, both for plain Keras without nnplay."""

from __future__ import annotations

import json
import textwrap
import zipfile
from pathlib import Path
from typing import Any

from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.export.program import import_lines, parted, program
from nnplay.export.program_data import data_file, goes_along
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS, Param
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History

COMMENT_WIDTH = 98
NEEDS = "Python 3.11 or newer, and: pip install keras tensorflow scikit-learn pandas"

SEEDS = Param(
    "seeds",
    "boolean",
    True,
    "Give each layer the seed that nnplay gave it, so that the network starts from the same weights. Without seeds "
    "the code is shorter, and every run differs a little.",
    label="Same weights as here",
)


def script(spec: ExperimentSpec, history: History | None = None, *, seeds: bool = True) -> str:
    """The experiment as one Python file; see `program` for what is given and raised."""
    sections = program(spec, history, seeds=seeds)
    found = [parted(section.code) for section in sections]
    head = f'"""{_title(spec)}.\n\nMade with nnplay. It needs {NEEDS}\n"""'
    imports = import_lines({line for lines, _ in found for line in lines})
    parts = [
        # Python's style wants two empty lines before a class or function.
        f"# {section.title}\n{_comment(section.text)}\n\n{'' if code[:4] not in ('clas', 'def ') else chr(10)}{code}"
        for section, (_, code) in zip(sections, found, strict=True)
    ]
    return "\n\n\n".join([f"{head}\n\n{imports}", *parts]) + "\n"


def notebook(spec: ExperimentSpec, history: History | None = None, *, seeds: bool = True) -> dict[str, Any]:
    """The same as a Jupyter notebook, as the data of its JSON file.

    Source: nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html.
    """
    cells = [_cell("markdown", f"# {_title(spec)}\n\nMade with nnplay. It needs {NEEDS}")]
    for section in program(spec, history, seeds=seeds):
        imports, code = parted(section.code)
        cells.append(_cell("markdown", f"## {section.title}\n\n{section.text}"))
        cells.append(_cell("code", "\n\n".join(part for part in (import_lines(imports), code) if part)))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _title(spec: ExperimentSpec) -> str:
    return f"A neural network for the dataset {spec.dataset.kind.title}"


def _comment(text: str) -> str:
    return textwrap.fill(text, COMMENT_WIDTH, initial_indent="# ", subsequent_indent="# ")


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    return cell | {"outputs": [], "execution_count": None} if kind == "code" else cell


def _write(run: TrainedRun, path: Path, name: str, content: str) -> str:
    """Writes the program, and with it the data that it can't get from elsewhere."""
    if not goes_along(run.spec.dataset):
        path.write_text(content, encoding="utf-8")
        return ""
    data_name, data = data_file(run.spec.dataset)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.writestr(data_name, data)
    return f"Unpack the archive; {name} reads {data_name} beside it."


def _write_script(run: TrainedRun, path: Path, options: Values) -> str:
    return _write(run, path, "train.py", script(run.spec, run.history, seeds=options["seeds"]))


def _write_notebook(run: TrainedRun, path: Path, options: Values) -> str:
    made = notebook(run.spec, run.history, seeds=options["seeds"])
    return _write(run, path, "train.ipynb", json.dumps(made, indent=1, ensure_ascii=False))


def _register(name: str, help: str, **more: Any) -> None:
    EXPORTS.register(ExportFormat(name, help, params=(SEEDS,), packed=lambda spec: goes_along(spec.dataset), **more))


_register(
    "script",
    "The whole experiment as a program for plain Keras, with a comment for each step: load, split, build, train, test.",
    label="Python script (.py)",
    suffix=".py",
    mime="text/x-python",
    write=_write_script,
)
_register(
    "notebook",
    "The same program in cells, with text between them, for Jupyter, VS Code or Google Colab.",
    label="Notebook (.ipynb)",
    suffix=".ipynb",
    mime="application/x-ipynb+json",
    write=_write_notebook,
)
