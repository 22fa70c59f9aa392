"""The layers for sequences: symbols into rows of numbers, memory along the steps, and attention between them.

A sequence has the shape (steps, channels). Where they come from, symbols are whole numbers: (steps,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.models import recurrence
from nnplay.models.calls import keras, own
from nnplay.models.computation import Formula, Selection
from nnplay.models.connectivity import Full, OneToOne, Past, PerStep, Shape, Values
from nnplay.models.initializers import initializer_call, initializer_param
from nnplay.models.layer_kind import (
    REGULARIZERS,
    LayerKind,
    Place,
    integer,
    kernels_of,
    no_summary,
    plain,
    selection,
    show_shape,
    weights,
)
from nnplay.registry import Param

EMBEDDINGS_INITIALIZER = initializer_param(
    "embeddings_initializer",
    "The way the rows of the table are chosen before training starts.",
    default="RandomUniform",
)


def needs_sequence(shape: Shape, name: str) -> None:
    """Refuses what is no sequence.

    Raises:
        SpecError: With the layer's name in its sentence.
    """
    if len(shape) != 2:
        what = "one row of numbers" if len(shape) == 1 else "images"
        raise SpecError(
            f"{name} needs a sequence (steps × channels), but gets {show_shape(shape)}: {what}. "
            "Put it after Embedding, on text; a recurrent layer before it must return its sequence."
        )


def _same_sequence(name: str) -> Callable[[Shape, Values], Shape]:
    def output_shape(shape: Shape, options: Values) -> Shape:
        needs_sequence(shape, name)
        return shape

    return output_shape


# Embedding --------------------------------------------------------------------------------------


def _embedded_shape(shape: Shape, options: Values) -> Shape:
    if len(shape) != 1:
        raise SpecError(
            f"Embedding needs one row of symbols, but gets {show_shape(shape)}. "
            "It can only be the first layer, on a text."
        )
    return (*shape, options["output_dim"])


def _build_embedding(options: Values, name: str, seed: int) -> Any:
    made = weights(options, seed, ("embeddings",))
    return keras.layers.Embedding(options["input_dim"], options["output_dim"], **made, name=name)


def _compute_embedding(layer: Any, place: Place, window: np.ndarray) -> Formula:
    symbol, (_, channel) = int(window[0]), place
    value = float(np.asarray(layer.embeddings)[symbol, channel])
    return Formula(
        words="Nothing is calculated here: the symbol's number picks a row of the table, and this is one number of it.",
        window=window,
        terms=(("row", float(symbol)), ("column", float(channel))),
        formula="table[row, column]",
        result=value,
    )


EMBEDDING = LayerKind(
    "Embedding",
    "Turns each letter or word into a row of numbers that is learned. Symbols that are used alike get similar rows.",
    params=(
        Param(
            "input_dim",
            "integer",
            64,
            "The number of rows in the table: at least as many as there are different symbols in the data.",
            label="Symbols",
            minimum=2,
            maximum=20_000,
        ),
        integer("output_dim", 8, 512, "How many numbers stand for one symbol.", label="Numbers per symbol"),
        EMBEDDINGS_INITIALIZER,
        *REGULARIZERS,
    ),
    output_shape=_embedded_shape,
    summary=lambda options: f"{options['input_dim']} → {options['output_dim']}",
    build=_build_embedding,
    parameters=lambda shape, options: (options["input_dim"] * options["output_dim"], 0),
    connectivity=PerStep(mixes_channels=True),
    compute=_compute_embedding,
    kernels=("embeddings",),
    reads_symbols=True,
    short="Embed",
)


# PositionEmbedding ------------------------------------------------------------------------------


def _build_positions(options: Values, name: str, seed: int) -> Any:
    return own.PositionEmbedding(**weights(options, seed, ("embeddings",)), name=name)


def _compute_positions(layer: Any, place: Place, window: np.ndarray) -> Formula:
    added = float(np.asarray(layer.embeddings)[place])
    return Formula(
        words="The number, plus a learned number that belongs to this place in the sequence.",
        window=window,
        terms=(("number", float(window.item())), ("place", added)),
        formula="number + place",
        result=float(window.item()) + added,
    )


POSITIONS = LayerKind(
    "PositionEmbedding",
    "Adds a learned row of numbers to each place of a sequence. Attention alone cannot see the order; with this "
    "layer it can.",
    params=(EMBEDDINGS_INITIALIZER, *REGULARIZERS),
    output_shape=_same_sequence("PositionEmbedding"),
    summary=no_summary,
    build=_build_positions,
    parameters=lambda shape, options: (shape[0] * shape[1], 0),
    connectivity=OneToOne(),
    compute=_compute_positions,
    kernels=("embeddings",),
    short="Position",
    mark="+",
)


# Recurrent layers -------------------------------------------------------------------------------


def _recurrent_shape(name: str) -> Callable[[Shape, Values], Shape]:
    def output_shape(shape: Shape, options: Values) -> Shape:
        needs_sequence(shape, name)
        return (shape[0], options["units"]) if options["return_sequences"] else (options["units"],)

    return output_shape


def _recurrent(
    name: str,
    help: str,
    gates: int,
    biases: int,
    compute: Callable[[list[np.ndarray], np.ndarray, int, str], Formula],
) -> LayerKind:
    """A layer that goes through a sequence step by step and keeps a state.

    Args:
        name, help: Of the kind.
        gates: How many kernels of `units` columns each lie side by side.
        biases: How many rows of biases there are.
        compute: From weights, what is read up to a step, a unit and a sentence to how the state there is made.
    """

    def build(options: Values, layer_name: str, seed: int) -> Any:
        return getattr(keras.layers, name)(
            options["units"],
            return_sequences=options["return_sequences"],
            **weights(options, seed, ("kernel", "recurrent")),
            name=layer_name,
        )

    def parameters(shape: Shape, options: Values) -> tuple[int, int]:
        units = options["units"]
        return gates * units * (shape[1] + units + biases), 0

    return LayerKind(
        name,
        help,
        params=(
            integer("units", 16, 512, "The number of units: how many numbers its memory holds."),
            Param(
                "return_sequences",
                "boolean",
                False,
                "Passes on the state after every step, for another layer that reads sequences. If off, only the "
                "last state is passed on.",
                label="Return the sequence",
            ),
            initializer_param(),
            initializer_param(
                "recurrent_initializer",
                "The way the weights from state to state are chosen before training starts.",
                "Recurrent initializer",
                default="Orthogonal",
            ),
            *REGULARIZERS,
        ),
        output_shape=_recurrent_shape(name),
        summary=lambda options: f"{options['units']}" + (" · sequence" if options["return_sequences"] else ""),
        build=build,
        parameters=parameters,
        connectivity=Past(mixes_channels=True),
        compute=lambda layer, place, window: compute(
            [np.asarray(weight) for weight in layer.weights], window, place[-1], _read(len(window))
        ),
        kernels=("cell.kernel", "cell.recurrent_kernel"),
        fast_compiled=False,
        short="RNN" if name == "SimpleRNN" else name,
        mark="↻",
    )


def _read(steps: int) -> str:
    return "the first step" if steps == 1 else f"steps 0 to {steps - 1}, one after the other"


def _state(before: np.ndarray, unit: int) -> float:
    """The state of a unit before the last step."""
    return float(before[-2, unit]) if len(before) > 1 else 0.0


def _compute_simple(found: list[np.ndarray], window: np.ndarray, unit: int, read: str) -> Formula:
    kernel, recurrent, bias = found
    states = recurrence.simple_rnn(window, kernel, recurrent, bias)
    before = states[-2] if len(states) > 1 else np.zeros(len(bias), np.float32)
    terms = (
        ("input", float(window[-1] @ kernel[:, unit])),
        ("memory", float(before @ recurrent[:, unit])),
        ("bias", float(bias[unit])),
    )
    return Formula(
        words=f"It has read {read}. The input of this step and the state before it, each times its weights, plus the "
        "bias.",
        window=window,
        activation="tanh",
        terms=terms,
        formula="input + memory + bias",
        result=sum(number for _, number in terms),
    )


def _compute_gru(found: list[np.ndarray], window: np.ndarray, unit: int, read: str) -> Formula:
    gates = recurrence.gru(window, *found)
    z, candidate = (float(gates.parts[name][-1, unit]) for name in ("z", "c"))
    return Formula(
        words=f"It has read {read}. The update gate z says how much of the old state stays; the rest is the new "
        "candidate.",
        window=window,
        terms=(("z", z), ("old", float(gates.parts["before"][-1, unit])), ("candidate", candidate)),
        formula="z × old + (1 − z) × candidate",
        result=float(gates.states[-1, unit]),
    )


def _compute_lstm(found: list[np.ndarray], window: np.ndarray, unit: int, read: str) -> Formula:
    gates = recurrence.lstm(window, *found)
    f, i, candidate, o = (float(gates.parts[name][-1, unit]) for name in ("f", "i", "c", "o"))
    return Formula(
        words=f"It has read {read}. The forget gate f keeps a share of the cell, the input gate i lets the candidate "
        "in, and the output gate o says how much of the cell shows.",
        window=window,
        terms=(
            ("f", f),
            ("old cell", _state(gates.parts["cell"], unit)),
            ("i", i),
            ("candidate", candidate),
            ("o", o),
        ),
        formula="o × tanh(f × old cell + i × candidate)",
        result=float(gates.states[-1, unit]),
    )


RECURRENT = (
    _recurrent(
        "SimpleRNN",
        "Goes through a sequence step by step. After each one its state is made from the input and from the state "
        "before, so the order counts.",
        1,
        1,
        _compute_simple,
    ),
    _recurrent(
        "GRU",
        "A recurrent layer with two gates. They decide how much of the old state stays, so it can remember longer.",
        3,
        2,
        _compute_gru,
    ),
    _recurrent(
        "LSTM",
        "A recurrent layer with three gates and a cell that keeps numbers over many steps.",
        4,
        1,
        _compute_lstm,
    ),
)


# Attention --------------------------------------------------------------------------------------


def _build_attention(options: Values, name: str, seed: int) -> Any:
    l1, l2 = options["l1"], options["l2"]
    return own.SelfAttention(
        options["num_heads"],
        options["key_dim"],
        kernel_initializer=initializer_call(options["kernel_initializer"], seed),
        kernel_regularizer=keras.regularizers.L1L2(l1=l1, l2=l2) if l1 or l2 else None,
        seed=seed,
        name=name,
    )


def attention_kernels(layer: Any) -> tuple[np.ndarray, ...]:
    """The four kernels of a built SelfAttention, as `recurrence.attention` takes them."""
    return tuple(map(np.asarray, kernels_of(layer)))


def _compute_attention(layer: Any, place: Place, window: np.ndarray) -> Formula:
    output, shares = recurrence.attention(window, attention_kernels(layer), heads=layer.num_heads)
    step, channel = place
    terms = tuple((f"head {head}: step {shares[head, step].argmax()}", float(shares[head, step].max()))
                  for head in range(len(shares)))  # fmt: skip
    return Formula(
        words="This step's query is compared with the keys of all steps; softmax turns that into shares that add up to "
        "1. The values are mixed by these shares, then multiplied by the output weights. Below is the largest "
        "share of each head.",
        window=window,
        terms=terms,
        formula="(shares × values) × output weights",
        result=float(output[step, channel]),
    )


SELF_ATTENTION = LayerKind(
    "SelfAttention",
    "Every step looks at all steps and takes a mixture of what they say. The shares of the mixture depend on the text.",
    params=(
        integer("num_heads", 1, 16, "The number of heads. Each one can look for something different.", label="Heads"),
        integer("key_dim", 8, 256, "How many numbers the query and the key of each head have.", label="Key size"),
        initializer_param(),
        *REGULARIZERS,
    ),
    output_shape=_same_sequence("SelfAttention"),
    summary=lambda options: f"{options['num_heads']} × {options['key_dim']}",
    build=_build_attention,
    parameters=lambda shape, options: (4 * shape[1] * options["num_heads"] * options["key_dim"], 0),
    connectivity=Full(mixes_channels=True),
    compute=_compute_attention,
    kernels=("query_kernel", "key_kernel", "value_kernel", "output_kernel"),
    short="Attention",
)


# Pooling ----------------------------------------------------------------------------------------


def _pooled_shape(name: str) -> Callable[[Shape, Values], Shape]:
    def output_shape(shape: Shape, options: Values) -> Shape:
        needs_sequence(shape, name)
        return (shape[1],)

    return output_shape


def _pooling(name: str, help: str, short: str, compute: Callable[..., Selection]) -> LayerKind:
    return LayerKind(
        name,
        help,
        output_shape=_pooled_shape(name),
        summary=no_summary,
        build=plain(name),
        connectivity=Full(),
        compute=compute,
        short=short,
    )


POOLING = (
    _pooling(
        "GlobalAveragePooling1D",
        "Keeps the mean of each channel over all steps: one row of numbers, in which the order no longer counts.",
        "GlobalAvg",
        selection("The mean of all steps in one channel.", "mean"),
    ),
    _pooling(
        "GlobalMaxPooling1D",
        "Keeps the largest number of each channel over all steps: whether something was there, wherever it was.",
        "GlobalMax",
        selection("The largest number of all steps in one channel.", "largest"),
    ),
)

SEQUENCE_LAYERS = (EMBEDDING, POSITIONS, *RECURRENT, SELF_ATTENTION, *POOLING)
