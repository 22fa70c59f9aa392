"""Experiments as links: nothing is lost, nothing damaged becomes another experiment, and links stay short."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnplay
from nnplay import link
from nnplay.catalogue import SPECS
from nnplay.errors import LinkError
from nnplay.link import from_link, to_link
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec, ExperimentSpec, LayerSpec, OptimizerSpec
from tests.strategies import experiments


def unpack(text: str) -> dict[str, Any]:
    packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    return json.loads(zlib.decompress(packed, -zlib.MAX_WBITS))


def pack(data: Any, version: str = link.LINK_VERSION) -> str:
    plain = data if isinstance(data, bytes) else json.dumps(data).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return version + base64.urlsafe_b64encode(packer.compress(plain) + packer.flush()).decode().rstrip("=")


@given(experiments())
def test_every_experiment_comes_back_equal(spec: ExperimentSpec) -> None:
    assert from_link(to_link(spec)) == spec


@pytest.mark.parametrize("name", SPECS)
def test_a_preset_is_its_name_alone(name: str) -> None:
    text = to_link(SPECS[name])
    assert from_link(text) == SPECS[name]
    assert set(unpack(text)) == {"p", "c"}
    assert unpack(text)["p"] == name


@pytest.mark.parametrize("name", SPECS)
def test_a_preset_with_ten_changes_is_below_2000_characters(name: str) -> None:
    spec = (
        SPECS[name].with_seed(2_147_483_647).with_training(epochs=987, batch_size=77, early_stopping=True, patience=9)
    )
    spec = spec.with_training(optimizer=OptimizerSpec("SGD", learning_rate=0.0123456789, momentum=0.87654321))
    shares = {"test_size": 0.31234567, "validation_size": 0.12345678, "split_seed": 1_234_567}
    known = {param.name for param in spec.dataset.kind.params}
    spec = spec.with_dataset(spec.dataset.with_options(**{one: shares[one] for one in shares if one in known}))
    more = LayerSpec("Activation", activation="softplus")
    spec = spec.with_layers((*spec.layers, more))
    text = to_link(spec)
    assert from_link(text) == spec
    assert len(text) < 2000
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def test_fifty_layers_fit() -> None:
    layers = tuple(LayerSpec("Dense", units=units, activation="tanh", l2=units / 1000) for units in range(1, 51))
    spec = SPECS["spiral"].with_layers(layers)
    assert len(to_link(spec)) < 2000
    assert from_link(to_link(spec)) == spec


def test_what_is_too_long_is_refused_with_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "MAX_LENGTH", 20)
    with pytest.raises(LinkError, match=r"too long for a link \(\d+ characters; at most 20\)"):
        to_link(SPECS["spiral"].with_seed(72_074))


@pytest.mark.parametrize(
    "name", [name for name, kind in DATASETS.items() if any(p.name == "file" for p in kind.params)]
)
def test_own_data_are_refused_in_both_directions(name: str) -> None:
    empty = SPECS["spiral"].with_dataset(DatasetSpec(name))
    assert from_link(to_link(empty)) == empty  # the example that stands there before
    own = empty.with_dataset(DatasetSpec(name, file="a" * 64))
    with pytest.raises(LinkError, match="own data"):
        to_link(own)
    with pytest.raises(LinkError, match="own data"):
        from_link(pack(link._difference(own, None) | {"c": link._checksum(own)}))


def test_a_dataset_of_own_files_names_them_in_the_option_that_links_look_at() -> None:
    texts = {param.name for kind in DATASETS.values() for param in kind.params if param.kind == "text"}
    assert link.OWN_FILE in texts
    checksums = {
        name for name in texts if any(name == p.name and p.maximum == 64 for k in DATASETS.values() for p in k.params)
    }
    assert checksums <= {link.OWN_FILE}


TEXT = to_link(SPECS["mnist-cnn"].with_seed(7).with_training(epochs=3))


@given(st.integers(0, len(TEXT) - 1), st.sampled_from("AZaz09-_!%= \x00é"))
def test_a_changed_character_never_becomes_another_experiment(place: int, letter: str) -> None:
    changed = TEXT[:place] + letter + TEXT[place + 1 :]
    try:
        found = from_link(changed)
    except LinkError:
        return
    assert found == from_link(TEXT)  # the last letter has bits that say nothing


@pytest.mark.parametrize("length", range(len(TEXT)))
def test_a_link_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(LinkError, match="link is damaged"):
        from_link(TEXT[:length])


@given(st.text(max_size=300))
def test_any_text_gives_an_experiment_or_a_sentence(text: str) -> None:
    with pytest.raises(LinkError):
        from_link(text)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), st.lists, max_leaves=5)
)
def test_any_packed_data_give_a_sentence(value: Any) -> None:
    for data in (
        value,
        {"p": value, "c": 0},
        {"d": value, "l": value, "o": value},
        {"p": "spiral", "t": value, "s": 1},
    ):
        with pytest.raises(LinkError):
            from_link(pack(data))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (pack({}, "0"), "another version"),
        (pack({}, "2"), "another version"),
        (pack({"p": "moon-landing", "c": 1}), "starts from an experiment that this version"),
        (pack({**unpack(TEXT), "c": 1}), "made by another version"),
        (pack({**unpack(TEXT), "t": {"epochs": -1}}), "Epochs must be between"),
        (pack({**unpack(TEXT), "t": {"warp": 1}}), "damaged"),
        (pack({**unpack(TEXT), "o": ["Lion", {}]}), "no optimizer 'Lion'"),
        (pack(b" " * 50_000_000 + b"{}"), "damaged"),  # 50 kB that unpack to 50 MB
        (pack(b"[" * 100_000), "damaged"),
        (pack([]), "damaged"),
    ],
)
def test_the_sentence_names_the_cause(text: str, sentence: str) -> None:
    with pytest.raises(LinkError, match=sentence):
        from_link(text)


def test_a_preset_that_has_changed_since_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = to_link(SPECS["wine"])
    changed = {**SPECS, "wine": SPECS["wine"].with_training(epochs=41)}
    monkeypatch.setattr(link, "SPECS", changed)
    with pytest.raises(LinkError, match="another version"):
        from_link(text)


def test_links_are_public() -> None:
    assert nnplay.from_link(nnplay.to_link(nnplay.presets["spiral"])) == nnplay.presets["spiral"]
