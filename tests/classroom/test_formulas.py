"""Formulas on the printed sheet: MathML worked by hand, and what is no known formula stays as it was typed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.classroom.formulas import mathml
from nnplay.classroom.printed import formulas_as_typed, printed
from tests.classroom.factories import task


def inner(tex: str) -> str:
    """What is inside of the formula's row."""
    return mathml(tex).removeprefix('<math display="inline"><mrow>').removesuffix("</mrow></math>")


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        ("x^{2}_i", "<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>"),
        ("w x - 0.5", "<mi>w</mi><mi>x</mi><mo>−</mo><mn>0.5</mn>"),
        (r"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),  # LaTeX takes one digit each
        ("x^10", "<msup><mi>x</mi><mn>1</mn></msup><mn>0</mn>"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
        (r"\hat y", '<mover accent="true"><mi>y</mi><mo>^</mo></mover>'),
        (r"\eta\,\partial L", '<mi>η</mi><mspace width="0.17em"></mspace><mi mathvariant="normal">∂</mi><mi>L</mi>'),
        (r"\text{if } a<b", "<mtext>if\N{NO-BREAK SPACE}</mtext><mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\mathbb{R}\mathcal{L}\mathcal{N}", "<mi>ℝ</mi><mi>ℒ</mi><mi>𝒩</mi>"),
    ],
)
def test_a_formula_is_the_mathml_that_it_means(tex: str, wanted: str) -> None:
    assert inner(tex) == wanted


def test_sums_brackets_and_matrices_have_their_parts_in_their_places() -> None:
    formula = ElementTree.fromstring(mathml(r"\sum_{i=1}^n \left(\frac{y_i}{2}\right)", display=True))
    assert formula.get("display") == "block"
    (total,) = formula.iter("munderover")
    assert ["".join(part.itertext()) for part in total] == ["∑", "i=1", "n"]
    fences = [one.text for one in formula.iter("mo") if one.get("fence")]
    assert fences == ["(", ")"]
    matrix = ElementTree.fromstring(mathml(r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ \end{bmatrix}"))
    assert [["".join(cell.itertext()) for cell in row] for row in matrix.iter("mtr")] == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("tex", ["", " ", r"\foo", "x^", "{x", "x}", "x^2^3", r"\left( x", r"\frac{1}", "a & b", "#"])
def test_what_is_not_known_is_no_formula(tex: str) -> None:
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
    assert '<math display="block"><mrow><mi>σ</mi>' in sheet
    assert "<msub><mi>a</mi><mi>b</mi></msub><mo>∗</mo><msub><mi>c</mi><mi>d</mi></msub>" in sheet
    assert "<em>not</em> <code>$x$</code>, at $5?" in sheet
    assert "And $\\foo_1 &lt; *2*$?" in sheet
    assert formulas_as_typed(text) == ["$\\foo_1 < *2*$"]
    assert formulas_as_typed("No $x$ here.") == []
