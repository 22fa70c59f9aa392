"""A cluster as tables: plain data, so that they can be read without the page."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nnplay.engine.cluster.messages import HostInfo, my_versions
from nnplay.engine.cluster.overview import HeldState, HeldTraining, Overview
from nnplay.i18n import N_, tr
from nnplay.runs.differences import in_short
from nnplay.spec import ExperimentSpec
from nnplay.training.words import show_duration

STATES: dict[HeldState, str] = {
    "waiting": N_("waiting"),
    "given": N_("being placed"),
    "training": N_("training"),
    "paused": N_("paused"),
    "copying": N_("copying its result"),
}


def computers(seen: Overview) -> pd.DataFrame:
    """One row a host: `computer`, `state`, `training`, `busy` (percent), `free memory` and `memory` (GB), and more."""
    mine = my_versions()
    rows = [_computer(host, host.versions == mine) for host in sorted(seen.hosts.values(), key=lambda each: each.name)]
    return pd.DataFrame(rows)


def _computer(host: HostInfo, is_used: bool) -> dict[str, object]:
    places = host.cores + len(host.gpus)
    return {
        "computer": host.name,
        "state": tr("other versions") if not is_used else tr("ready") if host.ready else tr("loading TensorFlow"),
        "training": tr("{running} of {places}", running=len(host.running), places=places),
        "paused": host.paused,
        "GPUs": ", ".join(host.gpus) or "–",
        "busy": round(100 * host.busy),
        "free memory": round(host.free_memory / 1e9, 1),
        "memory": round(host.memory / 1e9, 1),
        "questions": host.questions,
    }


def trainings(seen: Overview) -> pd.DataFrame:
    """One row a training of this server: `experiment`, `state`, `computer`, `since`, `done` (percent), `lost`."""
    order = list(STATES)
    held = sorted(seen.trainings, key=lambda each: (order.index(each.state), -each.seconds))
    return pd.DataFrame([_training(each, seen.hosts) for each in held])


def _training(each: HeldTraining, hosts: Mapping[str, HostInfo]) -> dict[str, object]:
    host = hosts.get(each.host)
    return {
        "experiment": in_short(ExperimentSpec.from_json(each.spec)),
        "state": tr(STATES[each.state]),
        "computer": host.name if host else each.host or "–",
        "since": show_duration(each.seconds),
        "done": round(100 * each.progress),
        "needs": "GPU" if each.on_gpu else tr("core"),
        "computers lost": each.moves,
    }


def places(seen: Overview) -> tuple[int, int]:
    """Trainings of all servers that use a core or GPU, and how many could."""
    good = seen.good
    return sum(len(host.running) for host in good), sum(host.cores + len(host.gpus) for host in good)
