"""What differs in the settings of several experiments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nnplay.choice import Choice
from nnplay.i18n import language, number, plural, tr
from nnplay.registry import Kind
from nnplay.spec import SEED, TRAINING_PARAMS, ExperimentSpec, LayerSpec

ABSENT = "–"

PATIENCE = "training.patience"

SHORT_LAYERS = 3
"""More layers are only counted in a line about an experiment."""


@dataclass(frozen=True)
class SettingRow:
    """One setting of several experiments.

    Args:
        path: As `spec_path.with_value` takes it.
        title: What a page calls it.
        values: As text, one per experiment; `ABSENT` where one has no such setting.
    """

    path: str
    title: str
    values: tuple[str, ...]


def settings(spec: ExperimentSpec) -> dict[str, tuple[str, str]]:
    """Title and value of every setting, by its path, in the order of a page."""
    found: dict[str, tuple[str, str]] = {}
    found |= dict(_choice("dataset", tr("Data"), spec.dataset))
    for place, layer in enumerate(spec.layers):
        found |= dict(_choice(f"layers.{place}", tr("Layer {place}", place=place + 1), layer))
    found |= dict(_choice("training.optimizer", tr("Optimizer"), spec.training.optimizer))
    for name, param in TRAINING_PARAMS.items():
        idle = f"training.{name}" == PATIENCE and not spec.training.early_stopping
        found[f"training.{name}"] = param.title, ABSENT if idle else show_setting(getattr(spec.training, name))
    found["seed"] = SEED.title, show_setting(spec.seed)
    return found


def in_short(spec: ExperimentSpec) -> str:
    """The main settings in a line: `Spiral · Dense 16, Dense 16 · Adam 0.01 · batch 16 · 300 epochs`."""
    layers = [f"{layer.kind.title} {_size(layer)}".strip() for layer in spec.layers]
    if len(layers) > SHORT_LAYERS:
        layers = [tr("{layers} layers", layers=len(layers))]
    training, optimizer = spec.training, spec.training.optimizer
    parts = [
        spec.dataset.kind.title,
        ", ".join(layers) or tr("the output layer alone"),
        f"{optimizer.name} {number(optimizer['learning_rate'], 'g')}",
        tr("batch {batch_size}", batch_size=training.batch_size),
        plural("{n:,} epoch", "{n:,} epochs", training.epochs),
    ]
    return " · ".join(parts)


def _size(layer: LayerSpec) -> str:
    return next((str(layer[name]) for name in ("units", "filters", "rate") if name in layer.options), "")


def _choice(path: str, title: str, choice: Choice) -> Iterator[tuple[str, tuple[str, str]]]:
    kind: Kind = choice.kind
    yield path, (title, kind.title)
    for param in kind.params:
        yield f"{path}.{param.name}", (f"{title}: {_small(param.title)}", show_setting(choice[param.name]))


def _small(title: str) -> str:
    """A title in the middle of a line: `Learning rate` becomes `learning rate`, `L2` stays, and so does German."""
    stays = title[1:2].isupper() or title[1:2].isdigit() or language() == "de"
    return title if stays else title[:1].lower() + title[1:]


def show_setting(value: Any) -> str:
    """A value of an experiment as people read it."""
    match value:
        case bool():
            return tr("on") if value else tr("off")
        case float():
            return number(value, "g")
        case int():
            return number(value, ",")
        case tuple() | list():
            return ", ".join(tr(str(one)) for one in value) or tr("none")
    text = tr(str(value))
    return text if len(text) < 60 else f"{text[:8]}…"  # the checksum of a file


def differences(specs: Sequence[ExperimentSpec]) -> list[SettingRow]:
    """The settings in which experiments differ.

    Where they have different kinds of data, layer or optimizer in the same place, the options of these do not count:
    they are other options. The learning rate does, which all optimizers have.

    Example:
        >>> from nnplay.catalogue import SPECS
        >>> spec = SPECS["spiral"]
        >>> differences([spec, spec.with_seed(7).with_training(batch_size=64)])[-1]
        SettingRow(path='seed', title='Random seed', values=('0', '7'))
    """
    known = [settings(spec) for spec in specs]
    paths = list(dict.fromkeys(path for one in sorted(known, key=len, reverse=True) for path in one))
    order = {path: place for place, path in enumerate(paths)}
    rows = []
    for path in sorted(paths, key=lambda path: (_group(path), order[path])):
        values = tuple(one[path][1] if path in one else ABSENT for one in known)
        if len(set(values)) < 2 or (path == PATIENCE and ABSENT in values):  # it says nothing where nothing waits
            continue
        parent = path.rpartition(".")[0]
        kinds = {one.get(parent, ("", ""))[1] for one in known} if parent != "training" else set()
        if len(kinds) > 1 and (ABSENT in values or parent != "training.optimizer"):
            continue
        title = next(one[path][0] for one in known if path in one)
        rows.append(SettingRow(path, title, values))
    return [_with_labels(row, specs) for row in rows]


def _group(path: str) -> tuple[int, int]:
    """Data, layers by place, training, seed."""
    first, _, rest = path.partition(".")
    place = rest.partition(".")[0]
    return ("dataset", "layers", "training", "seed").index(first), int(place) if first == "layers" else 0


def _with_labels(row: SettingRow, specs: Sequence[ExperimentSpec]) -> SettingRow:
    """Of layers of different kinds a label that names their main options too."""
    parts = row.path.split(".")
    if parts[0] != "layers" or len(parts) > 2:
        return row
    place = int(parts[1])
    layers = [spec.layers[place] if place < len(spec.layers) else None for spec in specs]
    texts = [f"{one.kind.title} {one.kind.summary(one.options)}".strip() if one else ABSENT for one in layers]
    return SettingRow(row.path, row.title, tuple(texts))
