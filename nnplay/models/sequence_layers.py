"""The layers for sequences: symbols into rows of numbers, and attention between the steps.

A sequence has the shape (steps, channels). Where they come from, symbols are whole numbers: (steps,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnplay.errors import SpecError
from nnplay.i18n import N_, tr
from nnplay.models import recurrence
from nnplay.models.calls import keras, own
from nnplay.models.computation import Formula, Selection, said
from nnplay.models.connectivity import Full, OneToOne, PerStep, Shape, Values
from nnplay.models.initializers import initializer_call, initializer_param
from nnplay.models.layer_kind import (
    REGULARIZERS,
    LayerKind,
    Place,
    integer,
    kernels_of,
    needs_sequence,
    no_summary,
    plain,
    selection,
    show_shape,
    weights,
)
from nnplay.models.recurrent_layers import RECURRENT
from nnplay.registry import Param

EMBEDDINGS_INITIALIZER = initializer_param(
    "embeddings_initializer",
    N_("The way the rows of the table are chosen before training starts."),
    default="RandomUniform",
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
            tr(
                "Embedding needs one row of symbols, but gets {shape}. It can only be the first layer, on a text.",
                shape=show_shape(shape),
            )
        )
    return (*shape, options["output_dim"])


def _build_embedding(options: Values, name: str, seed: int) -> Any:
    made = weights(options, seed, ("embeddings",))
    return keras.layers.Embedding(options["input_dim"], options["output_dim"], **made, name=name)


def _compute_embedding(layer: Any, place: Place, window: np.ndarray) -> Formula:
    symbol, (_, channel) = int(window[0]), place
    value = float(np.asarray(layer.embeddings)[symbol, channel])
    return Formula(
        words=said(
            N_(
                "Nothing is calculated here: the symbol's number picks a row of the table, and this is one number of "
                "it."
            )
        ),
        window=window,
        terms=((said(N_("row")), float(symbol)), (said(N_("column")), float(channel))),
        formula=said(N_("table[row, column]")),
        result=value,
    )


EMBEDDING = LayerKind(
    "Embedding",
    N_(
        "Turns each letter or word into a row of numbers that is learned. Symbols that are used alike get similar rows."
    ),
    params=(
        Param(
            "input_dim",
            "integer",
            64,
            N_("The number of rows in the table: at least as many as there are different symbols in the data."),
            label=N_("Symbols"),
            minimum=2,
            maximum=20_000,
        ),
        integer("output_dim", 8, 512, N_("How many numbers stand for one symbol."), label=N_("Numbers per symbol")),
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
        words=said(N_("The number, plus a learned number that belongs to this place in the sequence.")),
        window=window,
        terms=((said(N_("number")), float(window.item())), (said(N_("place")), added)),
        formula=said(N_("number + place")),
        result=float(window.item()) + added,
    )


POSITIONS = LayerKind(
    "PositionEmbedding",
    N_(
        "Adds a learned row of numbers to each place of a sequence. Attention alone cannot see the order; with this "
        "layer it can."
    ),
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
    terms = tuple(
        (
            said(N_("head {head}: step {shares}"), head=head, shares=int(shares[head, step].argmax())),
            float(shares[head, step].max()),
        )
        for head in range(len(shares))
    )
    return Formula(
        words=said(
            N_(
                "This step's query is compared with the keys of all steps; softmax turns that into shares that add up "
                "to 1. The values are mixed by these shares, then multiplied by the output weights. Below is the "
                "largest share of each head."
            )
        ),
        window=window,
        terms=terms,
        formula=said(N_("(shares × values) × output weights")),
        result=float(output[step, channel]),
    )


SELF_ATTENTION = LayerKind(
    "SelfAttention",
    N_(
        "Every step looks at all steps and takes a mixture of what they say. The shares of the mixture depend on the "
        "text."
    ),
    params=(
        integer(
            "num_heads", 1, 16, N_("The number of heads. Each one can look for something different."), label=N_("Heads")
        ),
        integer(
            "key_dim", 8, 256, N_("How many numbers the query and the key of each head have."), label=N_("Key size")
        ),
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
        N_("Keeps the mean of each channel over all steps: one row of numbers, in which the order no longer counts."),
        "GlobalAvg",
        selection(said(N_("The mean of all steps in one channel.")), "mean"),
    ),
    _pooling(
        "GlobalMaxPooling1D",
        N_("Keeps the largest number of each channel over all steps: whether something was there, wherever it was."),
        "GlobalMax",
        selection(said(N_("The largest number of all steps in one channel.")), "largest"),
    ),
)

SEQUENCE_LAYERS = (EMBEDDING, POSITIONS, *RECURRENT, SELF_ATTENTION, *POOLING)
