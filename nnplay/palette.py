"""Every color that means something, declared once: figures, pictures in the browser, pages and reports take it here.

One color has one meaning. What belongs together (two classes, the two signs of a number, the parts of the data, right
and wrong) can be told apart by color-blind eyes too; a test computes the distances.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Palette:
    """One set of colors, each `#rrggbb`; the names at the end are what captions call them.

    Args:
        accent: What can be pressed, what is chosen, and the only series of a figure.
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
        positive_name, negative_name: The two signs in words.
    """

    accent: str
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
    def css(self) -> str:
        """Its single colors as properties of CSS: `--nn-ink: #1f2733; …`."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return " ".join(f"--nn-{name}: {value};" for name, value in named.items() if str(value).startswith("#"))


def mixed(color: str, other: str, share: float) -> str:
    """A color with a share, 0..1, of another one in it."""
    parts = [(int(color[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


LIGHT = Palette(
    accent="#2f6fde",
    second="#8a5a2b",
    mark="#c2187a",
    # Orange and blue, as the points of playground.tensorflow.org.
    two_classes=("#e07b00", "#2f6fde"),
    # The eight colors of Okabe and Ito, then gray and brown: Color Universal Design, 2008,
    # https://jfly.uni-koeln.de/color/.
    classes=(
        "#0072b2",
        "#e69f00",
        "#009e73",
        "#cc79a7",
        "#56b4e9",
        "#d55e00",
        "#f0e442",
        "#000000",
        "#999999",
        "#7a4a1e",
    ),
    negative="#8e44ad",
    positive="#2e8b57",
    zero="#f7f8fa",
    training="#0f3a56",
    validation="#d43a92",
    test="#b3bcc8",
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
    plain="#8fa3bf",
    positive_name="green",
    negative_name="purple",
)


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
