"""How a network reads a text, against the same network in Keras."""

from __future__ import annotations

import keras
import numpy as np

from nnplay.inspection.plain.network import PlainNetwork
from nnplay.inspection.plain.reading import read
from nnplay.models.build import build_model
from nnplay.spec import LayerSpec
from tests.models.factories import SYMBOLS, data_of, sequence_layers

LAYERS = (*sequence_layers(), LayerSpec("LayerNormalization"), LayerSpec("LSTM", units=4))


def test_tables_states_and_shares_are_those_of_the_network() -> None:
    rng = np.random.default_rng(0)
    example = rng.integers(0, SYMBOLS, 7).astype(np.float32)
    with data_of((7,)) as make:
        spec = make(LAYERS)
        model = build_model(spec)
        model.set_weights([rng.normal(size=weight.shape) for weight in model.get_weights()])
        network = PlainNetwork(spec, model.get_weights(), None)
        found = read(network, example)
        values = {}
        said = example[None]
        for layer in model.layers:
            said = layer(said, training=False)
            values[layer.name] = np.asarray(said)[0]
    np.testing.assert_allclose(network(example[None]), np.asarray(said), atol=1e-5)

    assert [one.kind for one in found] == ["Embedding", "SimpleRNN", "GRU", "LSTM", "SelfAttention", "LSTM"]
    table, *recurrent, attention, last = found
    assert table.table is not None
    np.testing.assert_allclose(table.table[example.astype(int)], values[table.name])
    for layer in recurrent:
        assert layer.states is not None
        np.testing.assert_allclose(layer.states, values[layer.name], atol=1e-5)
    # The last layer passes on only its last state; the others are looked at all the same.
    assert last.states is not None
    assert last.states.shape == (7, 4)
    np.testing.assert_allclose(last.states[-1], values[last.name], atol=1e-5)
    assert attention.shares is not None
    assert attention.shares.shape == (1, 7, 7)
    np.testing.assert_allclose(attention.shares.sum(axis=-1), 1, rtol=1e-5)
    whole = keras.layers.MultiHeadAttention(1, 2, use_bias=False)
    before = values[recurrent[-1].name][None]
    whole(before, before)
    kernels = [np.asarray(weight) for weight in model.get_layer(attention.name).weights]
    whole.set_weights([*(kernel.reshape(-1, 1, 2) for kernel in kernels[:3]), kernels[3].reshape(1, 2, -1)])
    _, shares = whole(before, before, return_attention_scores=True)
    np.testing.assert_allclose(attention.shares, np.asarray(shares)[0], atol=1e-5)
