"""Experiments and helpers for the engine's tests."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

import nnplay
from nnplay.spec import ExperimentSpec


def with_epochs(name: str, epochs: int) -> ExperimentSpec:
    """A preset with another number of epochs."""
    spec = nnplay.presets[name]
    return dataclasses.replace(spec, training=dataclasses.replace(spec.training, epochs=epochs))


TINY = with_epochs("line", 2)
"""Trained within a moment."""

LONG = with_epochs("digits-cnn", 1000)
"""Trained for minutes."""


def is_running(process: int) -> bool:
    """Whether a process lives: a zombie does not."""
    try:
        # The state stands behind the name, which is in parentheses and may hold any character.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(process: int) -> list[int]:
    """The processes that a process has started, and those that they have started."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("finds processes through /proc")
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it has ended meanwhile
            children.setdefault(parent, []).append(int(entry))
    found: list[int] = []
    front = [process]
    while front:
        front = [child for parent in front for child in children.get(parent, [])]
        found += front
    return found
