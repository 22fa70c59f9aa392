"""The model as ONNX, which runs in many programs and languages, also in a browser.

The nodes are written layer by layer with `onnx.helper`: tf2onnx, the usual way from Keras, is not made for NumPy 2.
"""

from __future__ import annotations

from pathlib import Path

from nnplay.errors import ExportError
from nnplay.export.export_format import ExportFormat, TrainedRun
from nnplay.export.onnx_layers import NODES, Graph
from nnplay.export.scaling import INPUTS, scaling
from nnplay.i18n import tr
from nnplay.models.connectivity import Values
from nnplay.registry import EXPORTS

OPSET, IR_VERSION = 18, 10
"""What onnxruntime has known since 2023 and 2024."""


def _write(run: TrainedRun, path: Path, options: Values) -> str:
    import onnx
    from onnx import TensorProto, helper

    model, raw = run.model, scaling(run, options["inputs"])
    unknown = {type(layer).__name__ for layer in model.layers} - {*NODES, "InputLayer"}
    if unknown:
        raise ExportError(
            tr(
                "{names} can't be exported as ONNX. Layers that can be: {others}. Use LiteRT or SavedModel for this "
                "network.",
                names=", ".join(sorted(unknown)),
                others=", ".join(NODES),
            )
        )
    graph = Graph("inputs")
    if raw is not None:
        graph.add("Sub", graph.constant(raw[0]))
        graph.add("Div", graph.constant(raw[1]))
    for layer in model.layers:
        if type(layer).__name__ in NODES:
            NODES[type(layer).__name__](graph, layer)
    graph.add("Identity")
    graph.nodes[-1].output[0] = "outputs"

    def described(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["examples", *shape])

    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "nnplay",
            [described("inputs", model.input_shape[1:])],
            [described("outputs", model.output_shape[1:])],
            graph.constants,
        ),
        producer_name="nnplay",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(made, full_check=True)
    path.write_bytes(made.SerializeToString())
    return ""


EXPORTS.register(
    ExportFormat(
        "onnx",
        "For onnxruntime and many other programs, in many languages, also in a browser.",
        label="ONNX (.onnx)",
        params=(INPUTS,),
        suffix=".onnx",
        mime="application/octet-stream",
        write=_write,
        package="onnx",
    )
)
