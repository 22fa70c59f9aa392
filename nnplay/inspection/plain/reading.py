"""How a network reads one text: its table of symbols, its states step by step, and which step looks at which."""

from __future__ import annotations

import numpy as np

from nnplay.inspection.plain import forward
from nnplay.inspection.plain.network import PlainNetwork
from nnplay.inspection.results import ReadingLayer
from nnplay.models import recurrence


def read(network: PlainNetwork, example: np.ndarray) -> list[ReadingLayer]:
    """What the layers for sequences do with one text, in order.

    Args:
        network: With layers for sequences, or none.
        example: float32, (steps,), numbers of symbols.
    """
    found = []
    values = np.asarray(example, np.float32)[None]
    for layer in network.layers:
        name = layer.row.layer.name
        if name == "Embedding":
            found.append(ReadingLayer(layer.name, name, table=layer.weights[0]))
        elif name in ("SimpleRNN", "GRU", "LSTM"):
            states = forward.recurrent_states(name, values, layer.weights)
            found.append(ReadingLayer(layer.name, name, states=states[0]))
        elif name == "SelfAttention":
            heads = layer.row.layer.options["num_heads"]
            _, shares = recurrence.attention(values, layer.weights, heads=heads)
            found.append(ReadingLayer(layer.name, name, shares=shares[0]))
        values = layer(values)
    return found
