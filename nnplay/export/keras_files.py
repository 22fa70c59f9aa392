"""The model as Keras and TensorFlow store it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS


def _write_keras(run: TrainedRun, path: Path, options: Values) -> str:
    run.model.save(path)
    own = sorted({type(layer).__name__ for layer in run.model.layers if type(layer).__module__.startswith("nnplay.")})
    if not own:
        return ""
    return (
        f"Keras has no {' and no '.join(own)}. Before you open the file, run `import nnplay.models.own_layers`, "
        "or the classes that the exported Python script defines."
    )


def _write_saved_model(run: TrainedRun, path: Path, options: Values) -> str:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        run.model.export(Path(folder) / "saved_model", format="tf_saved_model", verbose=False)
        shutil.make_archive(str(path.with_suffix("")), "zip", folder)
    return ""


EXPORTS.register(
    ExportFormat(
        "keras",
        "The whole model in Keras's own format, optimizer included. `keras.saving.load_model` opens the file.",
        label="Keras model (.keras)",
        suffix=".keras",
        mime="application/octet-stream",
        write=_write_keras,
    )
)
EXPORTS.register(
    ExportFormat(
        "saved_model",
        "A folder, zipped, for TensorFlow Serving and other programs that run TensorFlow. "
        "`tensorflow.saved_model.load` opens the unpacked folder.",
        label="TensorFlow SavedModel (.zip)",
        suffix=".zip",
        mime="application/zip",
        write=_write_saved_model,
    )
)
