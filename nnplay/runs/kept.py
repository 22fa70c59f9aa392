"""A run as the store keeps it: what was trained, what happened, and what its owner says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from nnplay.errors import DataError
from nnplay.i18n import tr
from nnplay.models.shapes import trace
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History

ABOUT_FILE = "about.json"

COLORS = 8
"""Runs that can be told apart by their color; so many are compared at most."""

LONGEST_RUN_NAME, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS = 80, 4000, 30, 12

_PACKAGES = {"keras": ("keras",), "tensorflow": ("tensorflow", "tensorflow-cpu"), "numpy": ("numpy",)}


@dataclass(frozen=True)
class About:
    """What is known of a run beside its experiment and history.

    Args:
        name: What its owner calls it, at most `LONGEST_RUN_NAME` characters.
        note: What its owner says of it.
        tags: Words that it is found by.
        color: Its color on every page, 0 to `COLORS` - 1.
        hidden: Whether the list leaves it out.
        created: When it was first kept: ISO 8601, UTC.
        base: Short title of the network whose weights it started from; empty where they were new.
        size: Bytes of its files.
        versions: Of Python and the packages that trained it, by name.
    """

    name: str
    note: str = ""
    tags: tuple[str, ...] = ()
    color: int = 0
    hidden: bool = False
    created: str = ""
    base: str = ""
    size: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """JSON text that `from_json` reads back."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> About:
        """What `to_json` wrote, however it was edited since.

        Raises:
            DataError: If it is something else.
        """
        try:
            data = json.loads(text)
            wanted: dict[str, Any] = {
                "name": str, "note": str, "color": int, "hidden": bool, "created": str, "base": str, "size": int,
            }  # fmt: skip
            if any(type(data[name]) is not kind for name, kind in wanted.items()):
                raise TypeError
            plain = {name: data[name] for name in wanted}
            tags = tuple(map(_text, data["tags"]))
            versions = {_text(name): _text(value) for name, value in data["versions"].items()}
            return cls(**plain, tags=tags, versions=versions).within_bounds()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise DataError(tr("The description of this run cannot be read.")) from error

    def within_bounds(self) -> About:
        """The same with everything cut to what fits."""
        tags = dict.fromkeys(filter(None, (" ".join(tag.split())[:LONGEST_TAG] for tag in self.tags)))
        return replace(
            self,
            name=" ".join(self.name.split())[:LONGEST_RUN_NAME] or "Run",
            note=self.note[:LONGEST_NOTE],
            tags=tuple(tags)[:MOST_TAGS],
            color=self.color % COLORS,
            created=self.created[:40],
            base=" ".join(self.base.split())[:LONGEST_RUN_NAME],
            versions={name[:40]: value[:40] for name, value in list(self.versions.items())[:10]},
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run in a store. In Python `nnplay.Run.load(run.folder)` gives its Keras model.

    Args:
        id: Its name in the store.
        folder: Where its files are; they are read and never changed.
        spec: The experiment.
        history: What happened.
        about: What its owner says of it.
    """

    id: str
    folder: Path
    spec: ExperimentSpec
    history: History
    about: About

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return self.about.name

    @property
    def is_trained(self) -> bool:
        """Whether there is a network to look into; one that diverged has only its curves."""
        return self.history.reason != "diverged" and bool(self.history.test_metrics)

    @property
    def metric(self) -> str:
        """Name of what is measured beside the loss; of the loss where nothing is."""
        measured = (*self.history.test_metrics, *self.history.columns)
        return next((name for name in measured if name != "loss" and not name.startswith("val_")), "loss")

    @property
    def layers(self) -> str:
        """Its hidden layers in one line."""
        return self._layers or tr("no hidden layer")

    @cached_property
    def _layers(self) -> str:
        rows = trace(self.spec).rows[: len(self.spec.layers)]
        if len(rows) < len(self.spec.layers):  # its data are not here, so shapes are not known
            return " → ".join(layer.kind.title for layer in self.spec.layers)
        return " → ".join(row.label for row in rows)

    @property
    def stamp(self) -> tuple[str, str, int]:
        """Changes when the run does, as when it is trained on; for what is remembered of it."""
        return self.id, str(self.folder), len(self.history.epochs)


def now() -> str:
    """This moment as `About.created` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def versions() -> dict[str, str]:
    """Of Python, nnplay and the packages that train, by name; without importing any."""
    import nnplay

    found = {"nnplay": nnplay.__version__, "python": python_version()}
    for name, packages in _PACKAGES.items():
        for package in packages:
            try:
                found.setdefault(name, version(package))
            except PackageNotFoundError:
                continue
    return found


def free_color(used: Sequence[int]) -> int:
    """The color that was used least among the latest runs, so that neighbors differ.

    Args:
        used: Colors of the runs, newest first.
    """
    latest = list(used[: COLORS - 1])
    return min(range(COLORS), key=lambda color: (latest.count(color), list(used).count(color), color))


def distinct_colors(colors: Sequence[int]) -> list[int]:
    """Colors of runs that are compared, each another one: who comes first keeps its own.

    Args:
        colors: At most `COLORS`, as they are now.
    """
    taken: list[int] = []
    for color in colors:
        free = next(one for one in (color, *range(COLORS)) if one not in taken)
        taken.append(free)
    return taken


def free_name(name: str, names: set[str]) -> str:
    """The name, or the first of `name (2)`, `name (3)`, … where there is such a run already."""
    places = (f"{name[: LONGEST_RUN_NAME - 6]} ({number})" for number in range(2, len(names) + 3))
    return next(one for one in (name, *places) if one not in names)


def counted_name(title: str, names: set[str]) -> str:
    """The first of `Spiral 1`, `Spiral 2`, … that is above all that there are."""
    counted = re.compile(rf"{re.escape(title)} (\d{{1,6}})")
    numbers = [int(found[1]) for found in map(counted.fullmatch, names) if found]
    return f"{title} {max(numbers, default=0) + 1}"
