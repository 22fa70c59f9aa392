"""The curves as an event file that TensorBoard shows."""

from __future__ import annotations

from pathlib import Path

from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS

VERSION = "brain.Event:2"
"""What the first record of an event file must say; see tensorflow/core/util/event.proto."""


def _write(run: TrainedRun, path: Path, options: Values) -> str:
    import tensorflow as tf
    from tensorflow.core.framework import summary_pb2
    from tensorflow.core.util import event_pb2

    history, clock = run.history, 0.0
    with tf.io.TFRecordWriter(str(path)) as writer:
        writer.write(event_pb2.Event(wall_time=0.0, file_version=VERSION).SerializeToString())
        for place, epoch in enumerate(history.epochs):
            clock += history.seconds[place]
            values = [
                summary_pb2.Summary.Value(tag=name, simple_value=column[place])
                for name, column in history.columns.items()
            ]
            event = event_pb2.Event(wall_time=clock, step=epoch, summary=summary_pb2.Summary(value=values))
            writer.write(event.SerializeToString())
    return ""


EXPORTS.register(
    ExportFormat(
        "tensorboard",
        "The curves for TensorBoard. Put the file into a folder of its own and start `tensorboard --logdir FOLDER`.",
        label="TensorBoard events",
        suffix=".tfevents",
        mime="application/octet-stream",
        write=_write,
    )
)
