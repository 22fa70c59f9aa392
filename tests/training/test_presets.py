"""The presets' networks, against Keras and the counts of their sources."""

from __future__ import annotations

import pytest

from nnplay.catalogue import CATALOGUE, SPECS
from nnplay.models.build import build_model
from nnplay.models.shapes import trace

PARAMETERS = {
    "line": 2,
    "xor-by-hand": 2 * 2 + 2 + 2 + 1,
    "bumps": 2 * 16 + 16 + 16 * 16 + 16 + 16 + 1,
    "wine": (13 + 1) * 16 + (16 + 1) * 3,
    "penguins": (3 + 4 + 2 + 1) * 8 + (8 + 1) * 3,
    "housing": (8 + 1) * 30 + (30 + 1) * 1,
    "fashion-cnn": (9 * 1 + 1) * 32 + (13 * 13 * 32 + 1) * 32 + (32 + 1) * 10,
    "cifar-cnn": 122_570,
    "spiral": 2 * 16 + 16 + 16 * 16 + 16 + 16 + 1,
    "digits-cnn": (9 * 1 + 1) * 16 + (9 * 16 + 1) * 32 + (4 * 4 * 32 + 1) * 64 + (64 + 1) * 10,
    "pima-mlp": (8 + 1) * 12 + (12 + 1) * 8 + (8 + 1) * 1,
    "pima-clean": (8 + 1) * 12 + (12 + 1) * 8 + (8 + 1) * 1,
    "table-mlp": (11 + 1) * 16 + (16 + 1) * 8 + (8 + 1) * 3,
    "text-rnn": 64 * 8 + 3 * 16 * (8 + 16 + 2) + (16 + 1) * 6,
    "text-attention": 32 * 8 + 9 * 8 + 4 * 8 * 8 + (8 + 1) * 16 + (16 + 1) * 4,
    "mnist-mlp": 669_706,
    "mnist-cnn": 1_199_882,
    "mnist-convnet": 93_322,
    "mnist-dense": (784 + 1) * 512 + (512 + 1) * 10,
}


def test_every_preset_is_counted_here() -> None:
    assert set(PARAMETERS) == set(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_a_preset_has_the_parameters_of_its_source_in_keras_too(name: str) -> None:
    assert build_model(SPECS[name]).count_params() == PARAMETERS[name]
    assert trace(SPECS[name]).checked().parameters == PARAMETERS[name]


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_preset_says_where_it_comes_from_and_what_to_expect(name: str) -> None:
    preset = CATALOGUE[name]
    assert preset.name == name
    assert preset.title
    assert preset.about.endswith(".")
    assert preset.source
    assert preset.expected.endswith(".")
