"""Colors are told apart by color-blind eyes and read on their ground, in both themes; each is declared in one place."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from nnplay.figures import RUN_COLORS
from nnplay.palette import DARK, LIGHT, WALL, Palette, mixed, shown, theme_css

ROOT = Path(__file__).parents[1]

THEMES = {"light": LIGHT, "dark": DARK}
VIEWS = {**THEMES, "light projector": LIGHT.projected(), "dark projector": DARK.projected()}

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


def together(palette: Palette) -> dict[str, tuple[tuple[str, ...], float]]:
    """What is seen side by side and must not be taken for each other, and how far apart it is at least.

    2.3 can just be seen (Mahy, Van Eycken, Oosterlinck, Color Research & Application 19, 1994).
    """
    runs = tuple(palette.classes[LIGHT.classes.index(color)] for color in RUN_COLORS)
    return {
        "two classes": (palette.two_classes, 30),
        "three classes": (palette.classes[:3], 14),
        "six classes": (palette.classes[:6], 13),
        "ten classes": (palette.classes, 12),
        "kept runs": (runs, 12),
        "signs": ((palette.negative, palette.positive, palette.zero), 30),
        "parts": ((palette.training, palette.validation, palette.test), 15),
        "answers": ((palette.right, palette.wrong), 20),
        "words of a label": ((palette.muted, palette.wrong), 20),
        "series": ((palette.accent, palette.second), 30),
        "values and gradients": ((palette.accent, palette.slope), 12),
        "bars": ((palette.plain, palette.accent), 12),
        "a frame on an image": ((palette.mark, palette.image_paper, palette.image_ink), 20),
        "channels of a pixel": (palette.channels, 8),  # their names stand over them
    }


WALLS = {"curves": ((*WALL.best, WALL.others), 12.0), "bars": ((WALL.bar, WALL.met, WALL.line), 12.0)}

GROUPS = {
    f"{name}: {group}": found for name, palette in THEMES.items() for group, found in together(palette).items()
} | {f"wall: {group}": found for group, found in WALLS.items()}


def linear(color: str) -> np.ndarray:
    """Linear RGB, 0..1, of `#rrggbb`: IEC 61966-2-1."""
    srgb = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(color: str, vision: str = "normal") -> np.ndarray:
    """CIE L*a*b* (D65) of `#rrggbb` as an eye sees it."""
    seen = np.clip(VISION[vision] @ linear(color), 0, 1)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ seen / (0.95047, 1.0, 1.08883)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Distance of two colors in CIE L*a*b*: Sharma, Wu, Dalal, Color Research & Application 30, 2005."""
    (light1, a1, b1), (light2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    chroma1, chroma2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    hue1, hue2 = (np.degrees(np.arctan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    gray = chroma1 * chroma2 == 0
    turn = 0.0 if gray else (hue2 - hue1 + 180) % 360 - 180
    hue = hue1 + hue2 if gray else (hue1 + turn / 2) % 360
    in_light, in_chroma = light2 - light1, chroma2 - chroma1
    in_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn / 2))
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(size * np.cos(np.radians(times * hue + shift)) for size, times, shift in waves)
    by_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    by_chroma, by_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    rotation *= np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    parts = in_light / by_light, in_chroma / by_chroma, in_hue / by_hue
    return float(np.sqrt(sum(part**2 for part in parts) + rotation * parts[1] * parts[2]))


def distance(one: str, other: str, vision: str) -> float:
    return ciede2000(lab(one, vision), lab(other, vision))


def contrast(one: str, other: str) -> float:
    """1..21: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted(float(linear(color) @ (0.2126, 0.7152, 0.0722)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_lab_is_that_of_the_standard() -> None:
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_those_of_the_published_table(
    one: tuple[float, ...], other: tuple[float, ...], expected: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(expected, abs=5e-5)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The palest gray that is read on white, as WebAIM has it.
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("group", GROUPS)
def test_what_is_seen_side_by_side_is_told_apart(group: str, vision: str) -> None:
    colors, least = GROUPS[group]
    for one, other in itertools.combinations(colors, 2):
        assert distance(one, other, vision) > least, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_one_color_has_one_meaning(theme: str) -> None:
    palette = THEMES[theme]
    meanings = (
        palette.two_classes,
        (palette.negative, palette.positive),
        (palette.training, palette.validation),
        (palette.right, palette.wrong),
    )
    for colors, others in itertools.combinations(meanings, 2):
        for one, other in itertools.product(colors, others):
            assert distance(one, other, "normal") > 12, (one, other)


@pytest.mark.parametrize("view", VIEWS)
def test_words_are_read(view: str) -> None:
    palette = VIEWS[view]
    words = [palette.ink, palette.muted, palette.wrong, palette.right, palette.link, palette.training]
    grounds = [palette.paper, palette.surface, palette.hover]
    pairs = list(itertools.product(words, grounds))
    pairs += [
        (palette.accent, palette.paper),
        (palette.paper, palette.accent),  # a button that is pressed first
        (palette.second, palette.paper),
        (palette.link, palette.tint),
        (palette.ink, palette.tint),
        (palette.ink, palette.notice),
        (palette.ink, palette.image_paper),
        (palette.muted, palette.image_paper),
        (palette.wrong, palette.wrong_tint),
        (palette.done_ink, palette.done_tint),
        *((palette.paper, color) for color in palette.channels),
    ]
    for word, ground in pairs:
        assert contrast(word, ground) >= 4.5, (word, ground)


@pytest.mark.parametrize("view", VIEWS)
def test_what_has_a_meaning_is_seen(view: str) -> None:
    palette = VIEWS[view]
    singles = (
        *(palette.accent, palette.second, palette.mark, palette.negative, palette.positive, palette.plain),
        *(palette.training, palette.validation, palette.test, palette.right, palette.wrong, palette.slope),
    )
    for color in (*singles, *palette.two_classes, *palette.classes):
        assert contrast(color, palette.paper) >= 3, color


@pytest.mark.parametrize("view", ["light projector", "dark projector"])
def test_a_projector_gets_more_contrast(view: str) -> None:
    projected, plain = VIEWS[view], THEMES[view.split()[0]]
    assert contrast(projected.muted, projected.paper) >= 7
    assert contrast(projected.line, projected.paper) >= 3
    for name in ("muted", "line", "border", "grid", "edge", "thread", "arrow"):
        was = contrast(plain.named[name], plain.paper)
        assert contrast(projected.named[name], projected.paper) > was, name


@pytest.mark.parametrize("color", [WALL.ink, WALL.muted, WALL.met, *WALL.best])
def test_words_on_the_wall_are_read_from_afar(color: str) -> None:
    for ground in (WALL.paper, WALL.panel):
        assert contrast(color, ground) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_scales_meet_in_the_middle_which_is_nearly_the_paper(theme: str) -> None:
    palette = THEMES[theme]
    for scale, ends in (
        (palette.signed_scale, (palette.negative, palette.positive)),
        (palette.class_scale, palette.two_classes),
    ):
        assert [place for place, _ in scale] == [0, 0.25, 0.5, 0.75, 1]
        assert (scale[0][1], scale[4][1]) == ends
        assert scale[2][1] == palette.zero
    assert contrast(palette.zero, palette.paper) < 1.1
    assert mixed("#000000", "#ff8040", 0.5) == "#804020"


@pytest.mark.parametrize("view", VIEWS)
def test_every_color_of_a_figure_has_one_in_each_theme(view: str) -> None:
    """Figures are in the colors of `LIGHT`; a color with two meanings could not be changed into both."""
    palette, found = VIEWS[view], dict[str, str]()
    assert len(palette.colors) == len(LIGHT.colors)
    for color, other in zip(LIGHT.colors, palette.colors, strict=True):
        assert re.fullmatch("#[0-9a-f]{6}", other)
        assert found.setdefault(color, other) == other, color


def test_a_page_gets_the_colors_of_all_themes() -> None:
    css = theme_css("dark")
    first, told = css.index(f"--nn-ink: {DARK.ink};"), re.search(r"--nn-told: '([0-9a-f]+)'", css)
    assert first < css.index(f"--nn-ink: {LIGHT.ink};")  # the server's guess comes first, what the browser knows wins
    assert told is not None
    assert "#" + told[1][:6] == LIGHT.accent
    assert len({len(digits) for digits in re.findall(r"--nn-(?:told|now): '([0-9a-f]+)'", css)}) == 1
    assert shown(LIGHT.classes[3]) == "var(--nn-classes-3)"
    assert f"--nn-classes-3: {DARK.classes[3]};" in css


def test_no_file_says_a_color_again() -> None:
    meaningful = {color.lower() for palette in THEMES.values() for color in palette.named.values()}
    meaningful -= {LIGHT.paper}
    found = {
        f"{path.relative_to(ROOT)}: {color}"
        for path in (ROOT / "nnplay").rglob("*")
        if path.suffix in (".py", ".js", ".css") and path.name != "palette.py"
        for color in re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
        if color.lower() in meaningful
    }
    assert found == set()


@pytest.mark.parametrize("name", THEMES)
def test_streamlits_theme_has_the_same_colors(name: str) -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert "base" not in theme  # it would take the choice away
    palette = THEMES[name]
    assert theme[name] == {
        "primaryColor": palette.accent,
        "backgroundColor": palette.paper,
        "secondaryBackgroundColor": palette.surface,
        "textColor": palette.ink,
        "borderColor": palette.border,
        "linkColor": palette.link,
    }
