"""What layers and their like say of themselves, in another language than English."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnplay import i18n
from nnplay.catalogue import SPECS
from nnplay.i18n import english, using
from nnplay.models.computation import said
from nnplay.models.shapes import trace
from nnplay.registry import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS
from nnplay.spec import LayerSpec
from tests.catalogues import texts
from tests.shouting import Shouting, small_words


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    """German shouts in English."""
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Shouting())


def test_all_that_is_declared_is_in_the_catalogues() -> None:
    marked = {message.id for message in texts()}
    kinds = [kind for registry in (LAYERS, ACTIVATIONS, INITIALIZERS, OPTIMIZERS, LOSSES) for kind in registry.values()]
    said = {english(kind, "help") for kind in kinds}
    said |= {text for kind in kinds for param in kind.params for text in (english(param, "help"), param.title)}
    assert said - marked == {"L1", "L2"}


@pytest.mark.usefixtures("shouting")
def test_what_is_said_elsewhere_is_read_in_the_language_at_hand() -> None:
    words = said("It has read {read}.", read=said("steps 0 to {steps}", steps=1200))
    with using("de"):
        assert str(words) == "IT HAS READ STEPS 0 TO 1200."
    assert str(words) == "It has read steps 0 to 1200."


@pytest.mark.usefixtures("shouting")
def test_an_error_is_told_to_everybody_in_their_own_language() -> None:
    wrong = replace(SPECS["digits-cnn"], layers=(LayerSpec("LayerNormalization"), LayerSpec("Flatten")))
    told = []
    for code in ("en", "de", "en"):
        with using(code):
            error = trace(wrong).error
            assert error is not None
            told.append(error.message)
    assert told[0] == told[2]
    assert told[0].startswith("Layer 1: LayerNormalization compares the channels of an example with each other")
    assert not small_words(told[1])
