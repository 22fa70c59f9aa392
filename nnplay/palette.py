"""Every color that means something, declared once: figures, pictures in the browser, pages and reports take it here.

One color has one meaning. What belongs together (two classes, the two signs of a number, the parts of the data, right
and wrong) can be told apart by color-blind eyes too, on white and on dark paper; a test computes the distances.

Figures and pages are written in the colors of `LIGHT`. The browser puts those of the theme that it shows in their
place, so that nothing is drawn anew by the server when a student changes it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields, replace

from nnplay.i18n import N_


@dataclass(frozen=True)
class Palette:
    """One set of colors, each `#rrggbb`; the names at the end are what captions call them.

    Args:
        accent: What can be pressed, what is chosen, and the only series of a figure.
        link: Words that can be pressed, also on `tint`.
        second: The second series of a figure, where it has no other meaning.
        mark: A frame or dot that points at something.
        two_classes: The first and the second class of two. Their scale is that of a probability.
        classes: The colors of more than two classes.
        negative, positive: Numbers below and above zero: weights, activations, kernels, what speaks against and for.
        zero: The middle of a scale.
        training, validation, test: The parts of the data.
        right, wrong: Answers.
        ink, muted: Text, and text that is less important.
        line, border, grid, surface, paper, hover, edge: Lines and areas without a meaning of their own.
        plain: A bar or area for a size that has neither sign nor class.
        tint, tint_edge: A pale area that belongs to the accent, and its edge.
        wrong_tint, done_tint, done_ink, notice: What is wrong, what is done with its words, and what has been changed.
        track: What a bar runs in.
        thread, arrow: What runs between the parts of a network.
        slope: Gradients, where they are drawn beside values.
        image_paper, image_ink: No ink and full ink of an image: as a pen draws, or as chalk on a dark board.
        losses: A surface of losses, from low to high.
        crowd: Few and many in one place.
        channels: Red, green and blue, as numbers of a pixel.
        positive_name, negative_name: The colors of the two signs, in English.
    """

    accent: str
    link: str
    second: str
    mark: str
    two_classes: tuple[str, str]
    classes: tuple[str, ...]
    negative: str
    positive: str
    zero: str
    training: str
    validation: str
    test: str
    right: str
    wrong: str
    ink: str
    muted: str
    line: str
    border: str
    grid: str
    surface: str
    paper: str
    hover: str
    edge: str
    plain: str
    tint: str
    tint_edge: str
    wrong_tint: str
    done_tint: str
    done_ink: str
    notice: str
    track: str
    thread: str
    arrow: str
    slope: str
    image_paper: str
    image_ink: str
    losses: tuple[str, str, str]
    crowd: tuple[str, str]
    channels: tuple[str, str, str]
    positive_name: str
    negative_name: str

    @property
    def signed_scale(self) -> list[list[float | str]]:
        """From the most negative number over zero to the most positive one, as Plotly takes it."""
        return self._scale(self.negative, self.positive)

    @property
    def class_scale(self) -> list[list[float | str]]:
        """From surely the first of two classes to surely the second."""
        return self._scale(*self.two_classes)

    def _scale(self, low: str, high: str) -> list[list[float | str]]:
        stops = (low, mixed(low, self.zero, 0.5), self.zero, mixed(high, self.zero, 0.5), high)
        return [[place / 4, color] for place, color in enumerate(stops)]

    @property
    def colors(self) -> tuple[str, ...]:
        """All of its colors in one order, which is that of every other palette: what stands in one place of two
        palettes has one meaning."""
        scales = [str(color) for scale in (self.signed_scale, self.class_scale) for _, color in scale]
        return (*self.named.values(), *scales)

    @property
    def css(self) -> str:
        """Its colors as properties of CSS: `--nn-ink: #1f2733; …`."""
        return _properties(self.named)

    @property
    def named(self) -> dict[str, str]:
        """Its colors by their names; of several, each with its place, as `classes-0`."""
        named: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                named[field.name] = value
            else:
                named |= {f"{field.name}-{place}": color for place, color in enumerate(value)}
        return {name: value for name, value in named.items() if value.startswith("#")}

    def projected(self) -> Palette:
        """The same colors for a projector in a bright room: nothing is pale."""
        return replace(
            self,
            muted=self.ink,
            line=self.muted,
            border=self.edge,
            grid=self.line,
            edge=self.muted,
            arrow=self.muted,
            thread=self.edge,
        )


def mixed(color: str, other: str, share: float) -> str:
    """A color with a share, 0..1, of another one in it."""
    parts = [(int(color[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


LIGHT = Palette(
    accent="#2f6fde",
    link="#2158bd",
    second="#8a5a2b",
    mark="#c2187a",
    # Orange and blue, as the points of playground.tensorflow.org.
    two_classes=("#d97500", "#2f6fde"),
    # The hues of Okabe and Ito (Color Universal Design, 2008, https://jfly.uni-koeln.de/color/), gray and brown. They
    # were moved, most of them darker, until each has a contrast of 3 to white paper, and any two the largest distance
    # by CIEDE2000 for the four kinds of eyes in tests/test_palette.py; the first ones are the furthest apart.
    classes=(
        "#17558d",
        "#ec710e",
        "#228961",
        "#b06f9c",
        "#099be7",
        "#801904",
        "#766a26",
        "#101b24",
        "#5a6069",
        "#450f0b",
    ),
    negative="#8e44ad",
    positive="#2e8b57",
    zero="#f7f8fa",
    training="#0f3a56",
    validation="#d43a92",
    test="#8c8540",
    right="#54606f",
    wrong="#c62828",
    ink="#1f2733",
    muted="#5b6675",
    line="#c9d1dc",
    border="#dde3ec",
    grid="#edf0f4",
    surface="#f5f7fa",
    paper="#ffffff",
    hover="#f0f3f8",
    edge="#b9c3d0",
    plain="#8b919c",
    tint="#dfe9fb",
    tint_edge="#7fa6ea",
    wrong_tint="#fdecec",
    done_tint="#e2f4e8",
    done_ink="#14622f",
    notice="#fff6e9",
    track="#eef1f6",
    thread="#d3dae4",
    arrow="#aeb9c8",
    slope="#a3376f",
    image_paper="#f3f5f8",
    image_ink="#141a24",
    losses=("#fbfcfe", "#d3dbea", "#93a3c2"),
    crowd=("#cfe0fb", "#0b2a66"),
    channels=("#c0392b", "#00734f", "#2b6cd4"),
    positive_name=N_("green"),
    negative_name=N_("purple"),
)

DARK = Palette(
    accent="#6ea1ff",
    link="#a3c3ff",
    second="#d6a16a",
    mark="#f24fae",
    two_classes=("#f59a2f", "#6ea1ff"),
    # As those of LIGHT, on dark paper.
    classes=(
        "#1369b7",
        "#f7a228",
        "#14a17c",
        "#b677a2",
        "#62c9fb",
        "#d1680b",
        "#f8fb4b",
        "#dfc5c7",
        "#656e72",
        "#975e3d",
    ),
    negative="#c58be8",
    positive="#4fc283",
    zero="#171c24",
    training="#c9e6f7",
    validation="#ee5fae",
    test="#9c9456",
    right="#a9b4c2",
    wrong="#ff7b72",
    ink="#e8ecf2",
    muted="#a4afbf",
    line="#4a5566",
    border="#313a48",
    grid="#232b37",
    surface="#1b212b",
    paper="#12161d",
    hover="#252d3a",
    edge="#5c687b",
    plain="#7488a6",
    tint="#1e3054",
    tint_edge="#4f7ac4",
    wrong_tint="#45201f",
    done_tint="#163523",
    done_ink="#8fe0ac",
    notice="#3a2e16",
    track="#2a3340",
    thread="#333d4b",
    arrow="#647287",
    slope="#e08cba",
    image_paper="#1d232e",
    image_ink="#eef1f6",
    losses=("#161b24", "#2f3d57", "#60769f"),
    crowd=("#23395f", "#cfe0ff"),
    channels=("#f07167", "#3cc492", "#7aa8f5"),
    positive_name=N_("green"),
    negative_name=N_("purple"),
)


@functools.cache  # every drawing of a page needs it: a seventh of the time, where it was made anew
def theme_css(shown: str | None) -> str:
    """What a page needs of the colors: properties of CSS for every theme, by the attributes of the root element.

    `--nn-told` has all colors of `LIGHT`, six digits each, and `--nn-now` those that stand in their place.

    Args:
        shown: `"dark"` where the page is, as far as the server knows; the browser may know better.
    """

    def rule(selector: str, palette: Palette, css: str = "") -> str:
        return f":root{selector} {{ {css or palette.css} --nn-now: '{_digits(palette)}'; }}"

    rules = [f":root {{ --nn-told: '{_digits(LIGHT)}'; }}", rule("", DARK if shown == "dark" else LIGHT)]
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        rules.append(rule(f"[data-nn-theme={name}]", palette))
        strong = palette.projected()
        stronger = {name: color for name, color in strong.named.items() if color != palette.named[name]}
        rules.append(rule(f"[data-nn-theme={name}][data-nn-view=projector]", strong, _properties(stronger)))
    return "\n".join(rules)


def shown(color: str) -> str:
    """A color of `LIGHT` as CSS has it in any theme: `"var(--nn-accent)"`."""
    return next(f"var(--nn-{name})" for name, value in LIGHT.named.items() if value == color)


def _properties(named: dict[str, str]) -> str:
    return " ".join(f"--nn-{name}: {color};" for name, color in named.items())


def _digits(palette: Palette) -> str:
    return "".join(color[1:] for color in palette.colors)


@dataclass(frozen=True)
class WallPalette:
    """The colors of a class's wall: light on nearly black, for a projector in a dark room.

    Args:
        paper, panel: The ground, and what lies on it.
        ink, muted: Text, and text that is less important.
        line: Axes and frames.
        best: The best curves, first to third.
        others: The curves of all others.
        bar: Bars of results and votes, and what is filled of a goal.
        met: What has been met, and the answer that came out.
    """

    paper: str
    panel: str
    ink: str
    muted: str
    line: str
    best: tuple[str, str, str]
    others: str
    bar: str
    met: str

    @property
    def css(self) -> str:
        """Its single colors as properties of CSS: `--wall-ink: #f5f8fc; …`."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return " ".join(f"--wall-{name}: {value};" for name, value in named.items() if str(value).startswith("#"))


WALL = WallPalette(
    paper="#0b0f16",
    panel="#151c27",
    ink="#f5f8fc",
    muted="#b6c2d2",
    line="#3a4759",
    # Yellow, sky blue and vermillion of Okabe and Ito, the last one lighter.
    best=("#f7e64b", "#5cc0f5", "#ff8a5c"),
    others="#66758a",
    bar="#8fa8ff",
    met="#4fd6a2",
)
