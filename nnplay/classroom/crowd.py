"""What many students on a small server are told."""

from __future__ import annotations

from nnplay.i18n import tr

MANY = 30
"""Members from which on a server with two cores is slow; see `tests.benchmarks.bench_lesson`."""


def crowd_words(members: int, *, shared: bool) -> str:
    """A sentence for a class that is large for its server; empty for others.

    Args:
        members: Of the class.
        shared: Whether the server is a small one that many share.
    """
    if not shared or members <= MANY:
        return ""
    return tr(
        "{members} students share one small server. Everything works, but trainings wait longer for their turn.",
        members=members,
    )
