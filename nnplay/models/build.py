"""From an experiment to a compiled Keras model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnplay.models.losses import METRICS, resolve_loss
from nnplay.models.seeds import layer_seed
from nnplay.models.shapes import TARGET_UNITS, trace
from nnplay.registry import DATASETS
from nnplay.spec import ExperimentSpec
from nnplay.tasks import TargetScaling

if TYPE_CHECKING:
    import keras


def build_model(spec: ExperimentSpec, target: TargetScaling | None = None, **compile_options: Any) -> keras.Model:
    """A compiled `keras.Sequential` with freshly drawn weights.

    Equal seeds draw equal weights, and a layer that keeps its place and its shapes keeps its
    weights when another layer changes: each layer's seed comes from the experiment's seed and
    the layer's place, counted from the end for the output layer.

    Args:
        spec: The experiment.
        target: Of a regression, how its target is scaled for learning. A last layer without weights then turns the
            network's number into the target's units, and the loss is weighted so that it is that of scaled targets.
        **compile_options: Passed on to `keras.Model.compile`, e.g. `run_eagerly=True`.

    Raises:
        SpecError: If the layers do not fit each other or the loss does not fit the task.
    """
    rows = trace(spec).checked().rows
    import keras

    signature = DATASETS[spec.dataset.name].signature(spec.dataset.options)
    # As one list: `add` would build the whole network anew with each layer.
    layers: list[Any] = [keras.Input(signature.input_shape, name="input")]
    for place, row in enumerate(rows):
        last = place == len(rows) - 1
        seed = layer_seed(spec.seed, -1 if last else place)
        layers.append(row.layer.kind.build(row.layer.options, row.name, seed))
    loss = resolve_loss(spec.training.loss, signature.task)
    if target:
        layers.append(keras.layers.Rescaling(target.scale, target.offset, name=TARGET_UNITS))
        compile_options["loss_weights"] = [1 / loss.in_units(target)]
    model = keras.Sequential(layers, name="nnplay")
    optimizer = spec.training.optimizer
    model.compile(
        optimizer=optimizer.kind.build(optimizer.options),
        # Where its squared part ends is a number of scaled targets too.
        loss=keras.losses.Huber(delta=target.scale) if target and loss.name == "huber" else loss.name,
        metrics=[METRICS[signature.task]],
        **compile_options,
    )
    return model
