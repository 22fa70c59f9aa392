"""How new examples become inputs: numbers, and a program that reads them, for files that take scaled inputs."""

from __future__ import annotations

import zipfile
from pathlib import Path

from nnplay.datasets.preprocessing.fitted import FILE, Preprocess
from nnplay.datasets.preprocessing.plane_features import CODE
from nnplay.datasets.preprocessing.text import WORDS
from nnplay.errors import ExportError
from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.i18n import tr
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS

EXAMPLE_FILE = "prepare.py"

_COLUMNS = '''
def prepare(rows):
    """The inputs of some examples, float32: one row of cells for each, in the order of the columns.

    A cell is a number, a word of a category, or None for what is missing.
    """
    inputs = []
    for row in rows:
        cells = []
        for column, cell in zip(how["columns"], row, strict=True):
            if cell is None or (column["zero_missing"] and cell == 0):
                cell = column["fill"]  # of a category, the place of a value
                cell = column["values"][int(cell)] if column["values"] and cell is not None else cell
            if column["values"]:
                cells += [float(cell == value) for value in column["values"]]
            else:
                cells.append((float("nan" if cell is None else cell) - column["offset"]) / column["scale"])
        inputs.append(cells)
    return np.array(inputs, dtype="float32")
'''

_PLANE = '''
def prepare(points):
    """The inputs of points (n, 2), float32."""
    x, y = np.asarray(points, dtype="float32").T
    known = {FORMULAS}
    inputs = []
    for column in how["computed"]:
        inputs.append((known[column["name"]].astype("float64") - column["offset"]) / column["scale"])
    return np.column_stack(inputs).astype("float32")
'''

_PIXELS = '''
def prepare(pictures):
    """The inputs of pictures (n, height, width, channels), float32, with pixels as the source counts them."""
    pictures = np.asarray(pictures, dtype="float32") / np.float32(how["pixels"]["maximum"])
    if how["pixels"]["shuffled"]:
        count, height, width, channels = pictures.shape
        order = np.random.default_rng(0).permutation(height * width)
        pictures = pictures.reshape(count, height * width, channels)[:, order].reshape(pictures.shape)
    return pictures
'''


_TEXT = '''
import re
import unicodedata


def prepare(texts):
    """The inputs of texts, float32: each of their letters or words as its place in the vocabulary."""
    symbols, unit, length = (how["text"][name] for name in ("symbols", "unit", "length"))
    numbers = {symbol: number for number, symbol in enumerate(symbols) if number > 1}
    inputs = np.zeros((len(texts), length), dtype="float32")
    for row, text in enumerate(texts):
        plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
        parts = list(plain) if unit == "letters" else re.findall(r"WORDS", plain)
        own = [numbers.get(part, 1) for part in parts[:length]]
        if own:
            inputs[row, -len(own) :] = own
    return inputs
'''


def example_code(run: TrainedRun) -> str:
    """A program that reads the file and makes inputs of new examples, with NumPy alone.

    Raises:
        ExportError: If the run does not know how its inputs were made, or takes dates apart.
    """
    preprocess = _known(run)
    dates = [column.name for column in preprocess.columns if column.parts]
    if dates:
        raise ExportError(
            tr(
                "“{name}” is a date, which this short program can't read. Predict in nnplay, or export the script.",
                name=dates[0],
            )
        )
    if preprocess.pixels:
        body = _PIXELS
    elif preprocess.text:
        body = _TEXT.replace("WORDS", WORDS.pattern)
    elif preprocess.computed:
        formulas = ", ".join(f'"{name}": {CODE[name]}' for name in preprocess.signature.feature_names)
        body = _PLANE.replace("FORMULAS", formulas)
    else:
        body = _COLUMNS
    return (
        '"""What the network of this run takes: `model.predict(prepare(...))`."""\n\n'
        "import json\n\nimport numpy as np\n\n"
        f'with open("{FILE}", encoding="utf-8") as file:\n    how = json.load(file)\n\n{body}'
    )


def _known(run: TrainedRun) -> Preprocess:
    if run.preprocess is None:
        raise ExportError(
            tr(
                "An earlier version of nnplay trained this run and did not store how its inputs were made. Train it "
                "again."
            )
        )
    return run.preprocess


def _write(run: TrainedRun, path: Path, options: Values) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FILE, _known(run).to_json())
        archive.writestr(EXAMPLE_FILE, example_code(run))
    return f"Unpack the archive; {EXAMPLE_FILE} shows how inputs are made by {FILE}."


EXPORTS.register(
    ExportFormat(
        "preprocess",
        "What was filled in and scaled, as numbers in a JSON file, and a short program that does the same to new "
        "examples: for model files that take scaled inputs.",
        label="Preprocessing (.zip)",
        suffix=".zip",
        mime="application/zip",
        write=_write,
    )
)
