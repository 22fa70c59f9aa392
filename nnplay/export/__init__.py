"""Runs leave nnplay: a registry of formats, and `export_run` that writes one.

Keras is imported where a file is written, in a process of the engine or in the user's own Python.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nnplay.errors import ExportError

# In the order in which pages list them.
from nnplay.export import script, report  # isort: skip
from nnplay.export import arrays, keras_files, litert, onnx_file, preprocessing, tensorboard  # isort: skip
from nnplay.export.export_format import Exported, ExportFormat, TrainedRun
from nnplay.i18n import ANYBODY, tr, using
from nnplay.registry import EXPORTS

__all__ = [
    "ExportFormat",
    "Exported",
    "TrainedRun",
    "arrays",
    "export_run",
    "is_available",
    "keras_files",
    "litert",
    "onnx_file",
    "preprocessing",
    "report",
    "script",
    "tensorboard",
]


def is_available(format: str) -> bool:
    """Whether the package that a format needs is installed here."""
    package = EXPORTS[format].package
    return not package or importlib.util.find_spec(package) is not None


@using(ANYBODY)  # what a file says is the same for everybody; whoever hears of an error hears it in their language
def export_run(run: TrainedRun, format: str, path: str | os.PathLike[str], **options: Any) -> Exported:
    """Writes a trained run into a file; a file of that name is replaced only by a whole new one.

    Example:
        >>> export_run(run, "litert", "digits.tflite", quantization="weights").note  # doctest: +SKIP
        'Accuracy on the test part: 98.7%, and 98.7% before it was quantized.'

    Args:
        run: With a trained model.
        format: A name of `nnplay.registry.EXPORTS`.
        path: The file; its folder must be there.
        **options: As the format declares them.

    Returns:
        The file's path, and what to know of it.

    Raises:
        ExportError: If this run cannot leave in this format, a package is missing, or the file can't be written.
        SpecError: If the format or an option is unknown.
    """
    kind: ExportFormat = EXPORTS[format]
    chosen = kind.complete(options)
    if not is_available(format):
        raise ExportError(
            tr("{title} needs the package {package}: pip install {package}.", title=kind.title, package=kind.package)
        )
    target = Path(path)
    if kind.packed(run.spec) and target.suffix == kind.suffix:
        raise ExportError(
            tr("This export comes with its data, in a .zip archive. Name the file {name}.zip.", name=target.stem)
        )
    if target.is_dir():
        raise ExportError(tr("{name} is a folder. Name a file.", name=target.name))
    folder = None
    try:
        # Beside the target, so that it can be moved there in one step.
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=".export-"))
        made = folder / f"run{kind.suffix_of(run.spec)}"
        note = kind.write(run, made, chosen)
        os.replace(made, target)
    except OSError as error:
        raise ExportError(
            tr("{name} can't be written here: {error}.", name=target.name, error=error.strerror or error)
        ) from error
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    return Exported(target, note)
