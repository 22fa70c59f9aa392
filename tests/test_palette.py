"""Colors can be told apart by color-blind eyes, and each is declared in one place."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from nnplay.palette import LIGHT, WALL, mixed

ROOT = Path(__file__).parents[1]

VISION = {
    "normal": np.eye(3),
    # Of linear RGB, for a whole missing cone: Machado, Oliveira, Fernandes, A Physiologically-based Model for
    # Simulation of Color Vision Deficiency, IEEE TVCG 15, 2009.
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

TOGETHER = {
    "two classes": LIGHT.two_classes,
    "signs": (LIGHT.negative, LIGHT.positive, LIGHT.zero),
    "parts": (LIGHT.training, LIGHT.validation, LIGHT.test),
    "answers": (LIGHT.right, LIGHT.wrong),
    "series": (LIGHT.accent, LIGHT.second),
    "curves of the wall": (*WALL.best, WALL.others),
    "bars of the wall": (WALL.bar, WALL.met, WALL.line),
}
"""What is seen side by side and must not be taken for each other."""

MEANINGS = {
    "classes": LIGHT.two_classes,
    "signs": (LIGHT.negative, LIGHT.positive),
    "parts": (LIGHT.training, LIGHT.validation),
    "answers": (LIGHT.right, LIGHT.wrong),
}


def lab(color: str, vision: str = "normal") -> np.ndarray:
    """CIE L*a*b* (D65) of `#rrggbb` as an eye sees it."""
    srgb = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISION[vision] @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ seen / (0.95047, 1.0, 1.08883)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, vision: str) -> float:
    """By CIE 1976; about 2 can just be seen."""
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def test_lab_is_that_of_the_standard() -> None:
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("group", TOGETHER)
def test_what_is_seen_side_by_side_is_told_apart(group: str, vision: str) -> None:
    for one, other in itertools.combinations(TOGETHER[group], 2):
        assert distance(one, other, vision) > 20, (one, other)


def test_one_color_has_one_meaning() -> None:
    for (_, colors), (_, others) in itertools.combinations(MEANINGS.items(), 2):
        for one, other in itertools.product(colors, others):
            assert distance(one, other, "normal") > 20, (one, other)


def luminance(of: str) -> float:
    """Relative luminance, 0..1."""
    return float(((lab(of)[0] + 16) / 116) ** 3)


@pytest.mark.parametrize("color", [LIGHT.ink, LIGHT.muted, LIGHT.wrong, LIGHT.right, LIGHT.training, LIGHT.accent])
def test_words_in_these_colors_are_read_on_paper(color: str) -> None:
    assert (luminance(LIGHT.paper) + 0.05) / (luminance(color) + 0.05) >= 4.5


@pytest.mark.parametrize("color", [WALL.ink, WALL.muted, WALL.met, *WALL.best])
def test_words_on_the_wall_are_read_from_afar(color: str) -> None:
    for ground in (WALL.paper, WALL.panel):
        assert (luminance(color) + 0.05) / (luminance(ground) + 0.05) >= 7


def test_scales_meet_in_the_middle() -> None:
    for scale, ends in ((LIGHT.signed_scale, (LIGHT.negative, LIGHT.positive)), (LIGHT.class_scale, LIGHT.two_classes)):
        assert [place for place, _ in scale] == [0, 0.25, 0.5, 0.75, 1]
        assert (scale[0][1], scale[4][1]) == ends
        assert scale[2][1] == LIGHT.zero
    assert mixed("#000000", "#ff8040", 0.5) == "#804020"


def test_no_file_says_a_color_again() -> None:
    meaningful = {
        color.lower() for name, color in vars(LIGHT).items() if isinstance(color, str) and color.startswith("#")
    } | set(LIGHT.two_classes)
    meaningful -= {LIGHT.paper}
    found = {
        f"{path.relative_to(ROOT)}: {color}"
        for path in (ROOT / "nnplay").rglob("*")
        if path.suffix in (".py", ".js", ".css") and path.name != "palette.py"
        for color in re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
        if color.lower() in meaningful
    }
    assert found == set()


def test_streamlits_theme_has_the_same_colors() -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert theme["primaryColor"] == LIGHT.accent
    assert theme["textColor"] == LIGHT.ink
    assert theme["borderColor"] == LIGHT.border
    assert theme["backgroundColor"] == LIGHT.paper
