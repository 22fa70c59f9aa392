"""The galleries of experiments and of datasets, grouped by what the data are."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from nnplay.catalogue import CATALOGUE, Preset
from nnplay.datasets import DatasetKind, Signature
from nnplay.datasets.store import data_files
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.i18n import N_, language, plural, tr
from nnplay.limits import show_bytes
from nnplay.models.layers import show_shape
from nnplay.registry import DATASETS
from nnplay.spec import DatasetSpec
from nnplay.suggestion import with_dataset
from nnplay.ui.common.current import current
from nnplay.ui.common.gallery import Groups, Tile, gallery
from nnplay.ui.common.session import Session

PLANE, IMAGES, TABLES, TEXTS, YOURS = GROUPS = (
    N_("In the plane"),
    N_("Images"),
    N_("Tables"),
    N_("Texts"),
    N_("Yours"),
)

OWN_EXPERIMENT = N_("Own experiment")

EXPERIMENT_KEY, DATASET_KEY = "experiment-gallery", "dataset-gallery"


def group_of(kind: DatasetKind) -> str:
    """Where a dataset stands: what people bring themselves is in a group of its own."""
    if any(param.name == "file" for param in kind.params):
        return YOURS
    return {"plane": PLANE, "line": PLANE, "image": IMAGES, "table": TABLES, "text": TEXTS}[kind.family]


def experiments(session: Session) -> None:
    """Draws the choice of a ready experiment."""

    def take(name: str) -> None:
        current().replace_spec(CATALOGUE[name].spec)

    gallery(
        tr("Experiment"),
        _groups_of_presets(language(), _to_download()),
        session.preset,
        EXPERIMENT_KEY,
        take=take,
        other=tr(OWN_EXPERIMENT),
        help=tr("Ready experiments to start from. Everything in them can be changed."),
    )


def datasets(session: Session) -> None:
    """Draws the choice of a dataset; a network that cannot stand on it gives way to one that fits."""

    def take(name: str) -> None:
        mine = current()
        mine.replace_spec(with_dataset(mine.spec, DatasetSpec(name)))

    gallery(
        tr("Dataset"),
        _groups_of_datasets(language(), _to_download()),
        session.spec.dataset.name,
        DATASET_KEY,
        take=take,
        help=tr("What the network learns from."),
    )


def _to_download() -> frozenset[RemoteFile]:
    """The files of datasets that would have to be downloaded."""
    return frozenset(file for kind in DATASETS.values() for file in data_files.missing(kind.files))


# Both are the same for everybody who reads the language, until a file has come or gone.


@functools.lru_cache(maxsize=32)
def _groups_of_presets(code: str, to_download: frozenset[RemoteFile]) -> Groups:
    return _grouped((preset.spec.dataset.kind, _of_preset(preset, to_download)) for preset in CATALOGUE.values())


@functools.lru_cache(maxsize=32)
def _groups_of_datasets(code: str, to_download: frozenset[RemoteFile]) -> Groups:
    return _grouped((kind, _of_dataset(kind, to_download)) for kind in DATASETS.values())


def _grouped(tiles: Iterable[tuple[DatasetKind, Tile]]) -> Groups:
    groups: dict[str, list[Tile]] = {title: [] for title in GROUPS}
    for kind, tile in tiles:
        groups[group_of(kind)].append(tile)
    return tuple((tr(title), tuple(group)) for title, group in groups.items() if group)


def _of_preset(preset: Preset, to_download: frozenset[RemoteFile]) -> Tile:
    kind, layers = preset.spec.dataset.kind, len(preset.spec.layers)
    size = plural("{n} layer", "{n} layers", layers) if layers else tr("only the output")
    note = " · ".join([kind.title, size, *_download(kind, to_download)])
    return Tile(preset.name, preset.title, kind.name, note)


def _of_dataset(kind: DatasetKind, to_download: frozenset[RemoteFile]) -> Tile:
    notes = [] if group_of(kind) == YOURS else [_size(kind.name)]
    return Tile(kind.name, kind.title, kind.name, " · ".join([*notes, *_download(kind, to_download)]))


@functools.cache
def _declared(name: str) -> tuple[Signature, str]:
    """What goes in and comes out, and the unit in which texts are read; it takes some time of a cold server."""
    spec = DatasetSpec(name)
    text = spec.kind.text
    return spec.kind.signature(spec.options), text(spec.options).unit if text else ""


def _size(name: str) -> str:
    """What goes in and comes out, in words; not of what people bring, whose examples would have to be made."""
    signature, unit = _declared(name)
    answer = (
        tr("{class_names} classes", class_names=len(signature.class_names)) if signature.class_names else tr("a number")
    )
    shape = signature.input_shape
    inputs = (
        show_shape(shape)
        if len(shape) > 1
        else tr("1 input")
        if shape == (1,)
        else tr("{shape} inputs", shape=shape[0])
    )
    if unit:
        inputs = tr("up to {shape} {unit}", shape=shape[0], unit=tr(unit))
    return f"{inputs}, {answer}"


def _download(kind: DatasetKind, to_download: frozenset[RemoteFile]) -> list[str]:
    """What would have to be downloaded, in words; nothing where all is here."""
    missing = [file for file in kind.files if file in to_download]
    if not missing:
        return []
    size = sum(file.size for file in missing)
    return [tr("download {size}", size=show_bytes(size)) if size else tr("download")]
