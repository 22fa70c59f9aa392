"""An experiment as the text of a link, and back.

A link holds how the experiment differs from the nearest preset: JSON, compressed, in the letters that addresses
allow, after one character for the version of this form. It also holds a checksum of the whole experiment, so that a
preset which has changed since gives a sentence and not another experiment.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import string
import zlib
from collections.abc import Mapping
from typing import Any

from nnplay.catalogue import SPECS
from nnplay.choice import Choice, DatasetSpec, LayerSpec, OptimizerSpec
from nnplay.errors import LinkError, SpecError
from nnplay.i18n import N_, tr
from nnplay.spec import SEED, TRAINING_PARAMS, ExperimentSpec, TrainingSpec

PARAMETER = "x"
"""Name of the query parameter that holds the text."""

LINK_VERSION = "1"
"""First character of the text; another one where older links would be misread."""

MAX_LENGTH = 1900
"""Characters of the text: with the address before it below 2,000, which every browser, mail and server takes."""

MAX_JSON = 200_000
"""Bytes that a link may unpack to."""

OWN_FILE = "file"
"""The option of a dataset that names a file of the student's own."""

_LETTERS = frozenset(string.ascii_letters + string.digits + "-_")
DAMAGED = N_("This link is damaged, perhaps cut off. Ask for it again.")


@functools.lru_cache(maxsize=256)  # each page of the playground has it
def to_link(spec: ExperimentSpec) -> str:
    """The text that stands for an experiment in a link, behind `?x=`.

    Returns:
        Letters, digits, `-` and `_`: at most `MAX_LENGTH`.

    Raises:
        LinkError: If the data are a file of the student's own, or the text would be too long.
    """
    text = pack(shorten(spec))
    if len(text) > MAX_LENGTH:
        raise LinkError(
            tr(
                "This experiment is too long for a link ({text:,} characters; at most {max_length:,}). Save it as a "
                "file instead.",
                text=len(text),
                max_length=MAX_LENGTH,
            )
        )
    return text


def from_link(text: str) -> ExperimentSpec:
    """The experiment that `to_link` wrote.

    Raises:
        LinkError: If the text is damaged, or from another version of nnplay.
    """
    return restore(unpack(text))


# The experiment as short plain data ---------------------------------------------------------------


def shorten(spec: ExperimentSpec) -> dict[str, Any]:
    """An experiment as the plain data that make the shortest link, with its checksum.

    Raises:
        LinkError: If the data are a file of the student's own.
    """
    if spec.dataset.options.get(OWN_FILE):
        raise LinkError(
            tr(
                "Your own data can't go into a link: they stay on your computer and this server. Save the experiment "
                "as a file instead, and send it together with your data."
            )
        )
    checksum = {"c": _checksum(spec)}
    return min((_difference(spec, preset) | checksum for preset in (None, *SPECS)), key=lambda data: len(pack(data)))


def restore(data: Mapping[str, Any]) -> ExperimentSpec:
    """The experiment that `shorten` wrote.

    Raises:
        LinkError: If the data are none, or from another version of nnplay.
    """
    preset = data.get("p")
    if preset is not None and not isinstance(preset, str):
        raise LinkError(DAMAGED)
    if preset is not None and preset not in SPECS:
        raise LinkError(tr("This link starts from an experiment that this version of nnplay doesn't have."))
    try:
        spec = _rebuilt(data, SPECS[preset] if preset is not None else None)
    except SpecError as error:
        raise LinkError(
            tr(
                "This link holds an experiment that this version of nnplay can't open. {message}",
                message=error.message,
            )
        ) from None
    except (KeyError, TypeError, ValueError, IndexError):
        raise LinkError(DAMAGED) from None
    if spec.dataset.options.get(OWN_FILE):
        raise LinkError(tr("This link needs somebody's own data file, which a link can't contain."))
    if data.get("c") != _checksum(spec):
        raise LinkError(
            tr("This link was made by another version of nnplay, in which the same names mean something else.")
        )
    return spec


def short(choice: Choice) -> list[Any]:
    """A choice as its name and the options that are not as declared."""
    declared = {param.name: param.default for param in choice.kind.params}
    changed = {name: value for name, value in choice.options.items() if value != declared[name]}
    return [choice.name, changed] if changed else [choice.name]


def _difference(spec: ExperimentSpec, preset: str | None) -> dict[str, Any]:
    """What a preset lacks to be the experiment; what the declarations lack where it is None."""
    base = SPECS[preset] if preset else None
    found: dict[str, Any] = {"p": preset} if preset else {}
    if base is None or spec.dataset != base.dataset:
        found["d"] = short(spec.dataset)
    if base is None or spec.layers != base.layers:
        found["l"] = [short(layer) for layer in spec.layers]
    if base is None or spec.training.optimizer != base.training.optimizer:
        found["o"] = short(spec.training.optimizer)
    training = {
        name: getattr(spec.training, name)
        for name, param in TRAINING_PARAMS.items()
        if getattr(spec.training, name) != (getattr(base.training, name) if base else param.default)
    }
    if training:
        found["t"] = training
    if spec.seed != (base.seed if base else SEED.default):
        found["s"] = spec.seed
    return found


def _rebuilt(data: Mapping[str, Any], base: ExperimentSpec | None) -> ExperimentSpec:
    dataset = DatasetSpec(*data["d"]) if "d" in data else _of(base).dataset
    layers = tuple(LayerSpec(*one) for one in data["l"]) if "l" in data else _of(base).layers
    optimizer = OptimizerSpec(*data["o"]) if "o" in data else _of(base).training.optimizer
    training = {name: getattr(base.training, name) for name in TRAINING_PARAMS} if base else {}
    seed = data.get("s", base.seed if base else SEED.default)
    return ExperimentSpec(dataset, layers, TrainingSpec(optimizer, **{**training, **data.get("t", {})}), seed)


def _of(base: ExperimentSpec | None) -> ExperimentSpec:
    if base is None:
        raise KeyError("preset")
    return base


def _checksum(spec: ExperimentSpec) -> int:
    """Of the experiment's meaning: an option that a later version adds, left as declared, does not change it."""
    return zlib.crc32(compact(_difference(spec, None)))


# Plain data as letters ----------------------------------------------------------------------------


def compact(data: Any) -> bytes:
    """Plain data as short JSON, always the same for equal data."""
    return json.dumps(data, separators=(",", ":"), sort_keys=True).encode()


def pack(data: Mapping[str, Any]) -> str:
    """Plain data as the text of a link: letters, digits, `-` and `_`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(compact(data)) + packer.flush()
    return LINK_VERSION + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(text: str) -> dict[str, Any]:
    """The plain data that `pack` wrote.

    Raises:
        LinkError: If the text is damaged, or from another version of nnplay.
    """
    if not isinstance(text, str) or not text or len(text) > 2 * MAX_LENGTH or not _LETTERS.issuperset(text):
        raise LinkError(DAMAGED)
    if text[0] != LINK_VERSION:
        raise LinkError(tr("This link is from another version of nnplay, or damaged. This version can't read it."))
    body = text[1:]
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        packed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        plain = unpacker.decompress(packed, MAX_JSON)
        data = json.loads(plain)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise LinkError(DAMAGED) from None
    if not unpacker.eof or not isinstance(data, dict):
        raise LinkError(DAMAGED)
    return data
