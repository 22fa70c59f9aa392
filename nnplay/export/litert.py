"""The model for phones and small devices: LiteRT, formerly TensorFlow Lite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.export.export_format import ExportFormat, TrainedRun, Values
from nnplay.registry import EXPORTS, Param

CALIBRATION_EXAMPLES = 200
"""Training examples from which the ranges of the layers' outputs are taken."""

QUANTIZATION = Param(
    "quantization",
    "choice",
    "none",
    "'none' keeps 32-bit numbers. 'weights' stores weights in 8 bits: a quarter of the size. 'full' calculates in 8 "
    "bits too, which small devices do fastest; some accuracy may be lost.",
    choices=("none", "weights", "full"),
)


def _write(run: TrainedRun, path: Path, options: Values) -> None:
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    model = run.model
    shape = model.input_shape[1:]
    call = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec((None, *shape), tf.float32)])
    # Weights as constants: the calibration of 8-bit numbers knows no variables.
    frozen = convert_variables_to_constants_v2(call.get_concrete_function())
    converter: Any = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    if options["quantization"] != "none":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if options["quantization"] == "full":
        from nnplay.datasets import load_dataset

        examples = load_dataset(run.spec.dataset).x_train[:CALIBRATION_EXAMPLES]

        def representative() -> Iterator[list[np.ndarray]]:
            for example in examples:
                yield [example[None].astype(np.float32)]

        converter.representative_dataset = representative
    path.write_bytes(converter.convert())


EXPORTS.register(
    ExportFormat(
        "litert",
        "For phones and small devices. The LiteRT interpreter runs the file; inputs are scaled as in training.",
        label="LiteRT (.tflite)",
        params=(QUANTIZATION,),
        suffix=".tflite",
        mime="application/octet-stream",
        write=_write,
    )
)
