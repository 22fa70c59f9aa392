"""Formulas on the printed sheet: MathML worked by hand, and what is no known formula stays as it was typed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.classroom.formulas import mathml
from nnplay.classroom.printed import formulas_as_typed, printed
from tests.classroom.factories import task

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def read(tex: str) -> str:
    """A formula's MathML in short: each element as its name without the m and what is inside."""

    def short(part: ElementTree.Element) -> str:
        name = part.tag.removeprefix(MATHML)
        inside = "".join(map(short, part)) if len(part) else (part.text or "")
        return inside if name in ("mrow", "math", "mstyle") else f"{name[1:]}({inside})"

    return short(ElementTree.fromstring(mathml(tex)))


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        ("x^2", "sup(i(x)n(2))"),
        ("x^{2}_i", "subsup(i(x)i(i)n(2))"),
        (r"\frac{1}{2}", "frac(n(1)n(2))"),
        (r"\frac12", "frac(n(1)n(2))"),  # LaTeX takes one digit each
        ("x^10", "sup(i(x)n(1))n(0)"),
        (r"\sqrt[3]{x}", "root(i(x)n(3))"),
        (r"\hat y", "over(i(y)o(^))"),
        (r"\text{if } a<b", "text(if\N{NO-BREAK SPACE})i(a)o(<)i(b)"),
        (r"\mathbb{R}", "i(ℝ)"),
        (r"\operatorname{softmax}(z)", "o(softmax)o(()i(z)o())"),
    ],
)
def test_a_formula_is_the_mathml_that_it_means(tex: str, wanted: str) -> None:
    assert read(tex) == wanted


def test_sums_brackets_and_matrices_have_their_parts_in_their_places() -> None:
    formula = ElementTree.fromstring(mathml(r"\sum_{i=1}^n \left(\frac{y_i}{2}\right)", display=True))
    assert formula.get("display") == "block"
    (total,) = formula.iter(f"{MATHML}munderover")
    assert ["".join(part.itertext()) for part in total] == ["∑", "i=1", "n"]
    matrix = ElementTree.fromstring(mathml(r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ \end{bmatrix}"))
    rows = [["".join(cell.itertext()) for cell in row] for row in matrix.iter(f"{MATHML}mtr")]
    assert rows == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("tex", ["", " ", r"\foo", "x^", "x_2_3", r"\left( x", r"\frac{1}", "a & b"])
def test_what_is_not_known_is_no_formula(tex: str) -> None:
    assert mathml(tex) == ""


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{<b>bold</b>}",
        r"\text{<mi onclick='alert(1)'>x</mi>}",
        r"\text{<mi onmouseover='alert(1)' mathcolor='red'>x</mi>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{nnplay}{x}",
        "{" * 3000 + "x" + "}" * 3000,
    ],
)
def test_a_formula_brings_nothing_else_onto_the_sheet(tex: str) -> None:
    assert mathml(tex) == ""


@given(st.text(alphabet=r"\{}^_&$abfrc12+-()[]<>'\" ", max_size=30))
def test_any_text_gives_well_formed_mathml_or_nothing(tex: str) -> None:
    if found := mathml(tex):
        ElementTree.fromstring(found)


def test_the_sheet_draws_formulas_and_says_which_it_cannot_draw() -> None:
    text = (
        "Why is $a_b * c_d$ *not* `$x$`, at \\$5?\n\n$$\n\\sigma(x) = \\frac{1}{1 + e^{-x}}\n$$\n\nAnd $\\foo_1 < *2*$?"
    )
    sheet = printed(task(text=text), "")
    assert sheet.count("<math") == 2
    assert 'display="block"' in sheet
    assert "<msub><mi>a</mi><mi>b</mi></msub>" in sheet
    assert "<em>not</em> <code>$x$</code>, at $5?" in sheet
    assert "And $\\foo_1 &lt; *2*$?" in sheet
    assert formulas_as_typed(text) == ["$\\foo_1 < *2*$"]
    assert formulas_as_typed("No $x$ here.") == []
