"""Runs that stay, go and come as files, and stand beside each other: what differs, and whether that can be chance.

Example:
    >>> from nnplay.runs import RunStore
    >>> store = RunStore("my-runs")  # doctest: +SKIP
    >>> store.add(nnplay.train(spec), name="First try")  # doctest: +SKIP
"""

from nnplay.runs.kept import COLORS, About, KeptRun
from nnplay.runs.store import RunStore

__all__ = ["COLORS", "About", "KeptRun", "RunStore"]
