"""The recurrent layers: they read a sequence step by step and keep a state.

A sequence has the shape (steps, channels).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnplay.i18n import N_, tr
from nnplay.models import recurrence
from nnplay.models.calls import keras
from nnplay.models.computation import Formula, Wording, said
from nnplay.models.connectivity import Past, Shape, Values
from nnplay.models.initializers import initializer_param
from nnplay.models.layer_kind import REGULARIZERS, LayerKind, integer, needs_sequence, weights
from nnplay.registry import Param


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
    compute: Callable[[list[np.ndarray], np.ndarray, int, Wording], Formula],
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
            integer("units", 16, 512, N_("The number of units: how many numbers its memory holds.")),
            Param(
                "return_sequences",
                "boolean",
                False,
                N_(
                    "Passes on the state after every step, for another layer that reads sequences. If off, only the "
                    "last state is passed on."
                ),
                label=N_("Return the sequence"),
            ),
            initializer_param(),
            initializer_param(
                "recurrent_initializer",
                N_("The way the weights from state to state are chosen before training starts."),
                N_("Recurrent initializer"),
                default="Orthogonal",
            ),
            *REGULARIZERS,
        ),
        output_shape=_recurrent_shape(name),
        summary=lambda options: f"{options['units']}" + (tr(" · sequence") if options["return_sequences"] else ""),
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


def _read(steps: int) -> Wording:
    if steps == 1:
        return said(N_("the first step"))
    return said(N_("steps 0 to {steps}, one after the other"), steps=steps - 1)


def _state(before: np.ndarray, unit: int) -> float:
    """The state of a unit before the last step."""
    return float(before[-2, unit]) if len(before) > 1 else 0.0


def _compute_simple(found: list[np.ndarray], window: np.ndarray, unit: int, read: Wording) -> Formula:
    kernel, recurrent, bias = found
    states = recurrence.simple_rnn(window, kernel, recurrent, bias)
    before = states[-2] if len(states) > 1 else np.zeros(len(bias), np.float32)
    terms = (
        (said(N_("input")), float(window[-1] @ kernel[:, unit])),
        (said(N_("memory")), float(before @ recurrent[:, unit])),
        (said(N_("bias")), float(bias[unit])),
    )
    return Formula(
        words=said(
            N_(
                "It has read {read}. The input of this step and the state before it, each times its weights, plus "
                "the bias."
            ),
            read=read,
        ),
        window=window,
        activation="tanh",
        terms=terms,
        formula=said(N_("input + memory + bias")),
        result=sum(number for _, number in terms),
    )


def _compute_gru(found: list[np.ndarray], window: np.ndarray, unit: int, read: Wording) -> Formula:
    gates = recurrence.gru(window, *found)
    z, candidate = (float(gates.parts[name][-1, unit]) for name in ("z", "c"))
    return Formula(
        words=said(
            N_(
                "It has read {read}. The update gate z says how much of the old state stays; the rest is the new "
                "candidate."
            ),
            read=read,
        ),
        window=window,
        terms=(
            (said("z"), z),
            (said(N_("old")), float(gates.parts["before"][-1, unit])),
            (said(N_("candidate")), candidate),
        ),
        formula=said(N_("z × old + (1 − z) × candidate")),
        result=float(gates.states[-1, unit]),
    )


def _compute_lstm(found: list[np.ndarray], window: np.ndarray, unit: int, read: Wording) -> Formula:
    gates = recurrence.lstm(window, *found)
    f, i, candidate, o = (float(gates.parts[name][-1, unit]) for name in ("f", "i", "c", "o"))
    return Formula(
        words=said(
            N_(
                "It has read {read}. The forget gate f keeps a share of the cell, the input gate i lets the "
                "candidate in, and the output gate o says how much of the cell shows."
            ),
            read=read,
        ),
        window=window,
        terms=(
            (said("f"), f),
            (said(N_("old cell")), _state(gates.parts["cell"], unit)),
            (said("i"), i),
            (said(N_("candidate")), candidate),
            (said("o"), o),
        ),
        formula=said(N_("o × tanh(f × old cell + i × candidate)")),
        result=float(gates.states[-1, unit]),
    )


RECURRENT = (
    _recurrent(
        "SimpleRNN",
        N_(
            "Goes through a sequence step by step. After each one its state is made from the input and from the state "
            "before, so the order counts."
        ),
        1,
        1,
        _compute_simple,
    ),
    _recurrent(
        "GRU",
        N_("A recurrent layer with two gates. They decide how much of the old state stays, so it can remember longer."),
        3,
        2,
        _compute_gru,
    ),
    _recurrent(
        "LSTM",
        N_("A recurrent layer with three gates and a cell that keeps numbers over many steps."),
        4,
        1,
        _compute_lstm,
    ),
)
