"""The model for phones and small devices: LiteRT, formerly TensorFlow Lite."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.datasets import load_dataset
from nnplay.errors import ExportError
from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.export.judged import compared
from nnplay.export.scaling import INPUTS, scaling
from nnplay.i18n import tr
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS, Param

if TYPE_CHECKING:
    import keras

CALIBRATION_EXAMPLES = 200
"""Training examples from which the ranges of the layers' outputs are taken."""

MOST_STEPS = 100
"""Of a text that a recurrent layer reads: each of them is written out."""

QUANTIZATION = Param(
    "quantization",
    "choice",
    "none",
    "'none' keeps 32-bit numbers. 'weights' stores weights in 8 bits: a quarter of the size. 'full' calculates in 8 "
    "bits too, which small devices do fastest; some accuracy may be lost.",
    choices=("none", "weights", "full"),
)


def _write(run: TrainedRun, path: Path, options: Values) -> str:
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    model, raw = run.model, scaling(run, options["inputs"])

    def answer(x: Any) -> Any:
        return model(x if raw is None else (x - raw[0]) / raw[1], training=False)

    signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="inputs")]
    call = tf.function(answer, input_signature=signature)
    # Weights as constants: the calibration of 8-bit numbers knows no variables.
    with _unrolled(model):
        frozen = convert_variables_to_constants_v2(call.get_concrete_function())
    converter: Any = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    if options["quantization"] != "none":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if options["quantization"] == "full":
        examples = _given(load_dataset(run.spec.dataset).x_train[:CALIBRATION_EXAMPLES], raw)

        def representative() -> Iterator[list[np.ndarray]]:
            for example in examples:
                yield [example[None]]

        converter.representative_dataset = representative
    path.write_bytes(converter.convert())
    if options["quantization"] == "none":
        return ""
    predict = interpreter(path.read_bytes())
    return compared(run, lambda x: predict(_given(x, raw)))


@contextlib.contextmanager
def _unrolled(model: keras.Model) -> Iterator[None]:
    """Lets recurrent layers be written step by step: the file knows no loops over lists.

    Raises:
        ExportError: If that would be too many steps.
    """
    recurrent = [layer for layer in model.layers if hasattr(layer, "unroll")]
    steps = max((layer.input.shape[1] for layer in recurrent), default=0)
    if steps > MOST_STEPS:
        raise ExportError(
            tr(
                "A recurrent layer over {steps} steps can't be exported as LiteRT; at most {most} steps can. Use ONNX "
                "or SavedModel for this network, or read shorter texts.",
                steps=steps,
                most=MOST_STEPS,
            )
        )
    for layer in recurrent:
        layer.unroll = True
    try:
        yield
    finally:
        for layer in recurrent:
            layer.unroll = False


def _given(x: np.ndarray, raw: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
    """Scaled inputs as the file takes them."""
    return (x if raw is None else x * raw[1] + raw[0]).astype(np.float32)


def interpreter(content: bytes) -> Callable[[np.ndarray], np.ndarray]:
    """What runs a file: from inputs float32 (n, ...) to outputs float32 (n, units)."""
    import tensorflow as tf

    with warnings.catch_warnings():
        # It says that it will be in a package of its own one day.
        warnings.simplefilter("ignore")
        lite: Any = tf.lite.Interpreter(model_content=content)

    def predict(x: np.ndarray) -> np.ndarray:
        (taken,), (given,) = lite.get_input_details(), lite.get_output_details()
        lite.resize_tensor_input(taken["index"], x.shape)
        lite.allocate_tensors()
        lite.set_tensor(taken["index"], x.astype(np.float32))
        lite.invoke()
        return np.array(lite.get_tensor(given["index"]), np.float32)

    return predict


EXPORTS.register(
    ExportFormat(
        "litert",
        "For phones and small devices. The LiteRT interpreter runs the file.",
        label="LiteRT (.tflite)",
        params=(QUANTIZATION, INPUTS),
        suffix=".tflite",
        mime="application/octet-stream",
        write=_write,
    )
)
