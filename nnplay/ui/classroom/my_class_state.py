"""What a student has open on the page My class, for other pages that lead there."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.i18n import N_

HAND_IN = N_("Hand in")
"""Name of the part where results are handed in."""


@dataclass
class MyClassState:
    """What the page has to say, and which part is open."""

    part: str = HAND_IN
    notice: str = ""
    problem: str = ""
