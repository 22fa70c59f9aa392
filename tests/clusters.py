"""A made-up cluster, as the page of the operator sees it."""

from __future__ import annotations

from nnplay.catalogue import SPECS
from nnplay.engine.cluster.messages import HostInfo, my_versions
from nnplay.engine.cluster.overview import HeldTraining, Overview

OLD = tuple((name, "3.14.1" if name == "keras" else version) for name, version in my_versions())
LAB_1 = HostInfo("lab-1", my_versions(), 4, ("0",), True, {"a": "me", "b": "other"}, 1, 9_400_000_000, 16_000_000_000)
LAB_2 = HostInfo("lab-2", OLD, 8, memory=32_000_000_000)
SPIRAL = SPECS["spiral"].to_json()
SEEN = Overview(
    {"tls://10.0.0.1:4001": LAB_1, "tls://10.0.0.2:4002": LAB_2},
    ("lab-3 has not answered for 25 s.",),
    (
        HeldTraining("c", SPIRAL, "waiting", seconds=14.0),
        HeldTraining("a", SPIRAL, "training", "tls://10.0.0.1:4001", 61.0, moves=1, progress=0.4),
    ),
    "tls://lab-server:8786",
)
