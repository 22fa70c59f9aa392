"""Words, a bag, a memory and attention, against Keras with the same weights, and what the lesson says of them."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from nnplay.models import recurrence
from nnplay.theory import words
from nnplay.theory.words import SENTENCES, TABLE, VOCABULARY


def drawn(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_a_one_hot_row_times_the_table_is_the_row_that_keras_looks_up() -> None:
    numbers = words.numbers_of(["dog", "by", "dog"])
    assert numbers.tolist() == [1, 7, 1]
    layer = keras.layers.Embedding(*TABLE.shape)
    layer.build()
    layer.set_weights([TABLE])
    np.testing.assert_allclose(words.one_hot(numbers) @ TABLE, np.asarray(layer(numbers)), rtol=1e-6)
    np.testing.assert_array_equal(words.embedded(["dog", "by", "dog"]), TABLE[[1, 7, 1]])


def test_a_bag_is_kerass_average_and_does_not_know_the_order() -> None:
    bags = [words.bag(sentence.split()) for sentence in SENTENCES]
    pooled = keras.layers.GlobalAveragePooling1D()(words.embedded(SENTENCES[2].split())[None])
    np.testing.assert_allclose(bags[2], np.asarray(pooled)[0], rtol=1e-6)
    np.testing.assert_allclose(bags[0], bags[1], atol=1e-12)
    np.testing.assert_allclose(bags[2], bags[3], atol=1e-12)
    assert np.abs(bags[0] - bags[2]).max() > 0.05


@pytest.mark.parametrize("name", ["SimpleRNN", "GRU", "LSTM"])
def test_states_are_those_of_keras(name: str) -> None:
    layer = getattr(keras.layers, name)(4, return_sequences=True)
    x = drawn(3, 6, 5)
    layer(x)
    weights = [drawn(*weight.shape, seed=number) for number, weight in enumerate(layer.weights)]
    layer.set_weights(weights)
    gated = {"GRU": recurrence.gru, "LSTM": recurrence.lstm}
    states = gated[name](x, *weights).states if name in gated else recurrence.simple_rnn(x, *weights)
    np.testing.assert_allclose(states, np.asarray(layer(x)), atol=2e-6)


@pytest.mark.parametrize("heads", [1, 2])
def test_attention_is_kerass_multi_head_attention_without_biases(heads: int) -> None:
    x, inside = drawn(2, 5, 6), 3 * heads
    kernels = [drawn(*shape, seed=place) for place, shape in enumerate([(6, inside)] * 3 + [(inside, 6)])]
    layer = keras.layers.MultiHeadAttention(heads, 3, use_bias=False)
    layer(x, x)
    layer.set_weights([*(kernel.reshape(6, heads, 3) for kernel in kernels[:3]), kernels[3].reshape(heads, 3, 6)])
    expected, shares = layer(x, x, return_attention_scores=True)
    found = recurrence.attention(x, kernels, heads=heads)
    np.testing.assert_allclose(found[0], np.asarray(expected), atol=1e-5)
    np.testing.assert_allclose(found[1], np.asarray(shares), atol=1e-6)


def test_a_memory_worked_by_hand_fades_or_stays() -> None:
    states = words.memory([1, 0, 0], 2.0, 0.5)
    assert states == pytest.approx([np.tanh(2), np.tanh(0.5 * np.tanh(2)), np.tanh(0.5 * np.tanh(0.5 * np.tanh(2)))])
    after = words.memory([1] + [0] * 6, 2.0, 0.5)
    assert after[-1] / after[0] == pytest.approx(1 / 64, rel=0.15)
    assert words.memory([1] + [0] * 60, 2.0, 1.5)[-1] > 0.8  # it remembers for as long as one likes


def test_the_slope_over_time_is_what_a_small_change_of_the_first_state_does() -> None:
    u, change = 1.3, 1e-6
    first = np.tanh(0.4)

    def run(state: float) -> np.ndarray:
        states = [state]
        for _ in range(5):
            states.append(np.tanh(u * states[-1]))
        return np.array(states)

    slopes = words.slope_over_time(words.memory([1, 0, 0, 0, 0, 0], 0.4, u), u)
    np.testing.assert_allclose(slopes, (run(first + change) - run(first - change)) / (2 * change), rtol=1e-6)


def test_deeds_look_at_animals_and_nobody_knows_the_order_without_places() -> None:
    sentence = SENTENCES[0].split()
    mixed, shares = words.attention(sentence, 5.0)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    asks = shares[sentence.index("chases")]
    assert {sentence[place] for place in np.argsort(-asks)[:2]} == {"dog", "cat"}
    # Swapped words swap their shares, so the mean of all mixtures stays.
    other, _ = words.attention(SENTENCES[1].split(), 5.0)
    np.testing.assert_allclose(mixed.mean(axis=0), other.mean(axis=0))
    with_places = [words.attention(one.split(), 5.0, order=1.0)[0].mean(axis=0) for one in SENTENCES[:2]]
    assert np.abs(with_places[0] - with_places[1]).max() > 1e-3
    np.testing.assert_allclose(words.attention(sentence, 0.0)[1], 1 / len(sentence))


def test_near_words_get_larger_shares_by_their_places() -> None:
    _, shares = words.attention(["the"] * 6, 20.0, order=2.0)
    assert (np.diff(shares[0]) < 0).all()
    _, without = words.attention(["the"] * 6, 20.0)
    np.testing.assert_allclose(without, 1 / 6)


def test_every_word_of_the_sentences_is_in_the_vocabulary() -> None:
    assert {word for sentence in SENTENCES for word in sentence.split()} <= set(VOCABULARY)
