"""Numbers as LaTeX."""

from __future__ import annotations

import numpy as np

from nnplay import i18n
from nnplay.theory import latex


def test_numbers_become_latex() -> None:
    assert latex.number(-0.001) == "0.00"
    assert latex.number(float("inf")) == r"\infty"
    assert latex.number(-234567.0) == r"-2.3 \cdot 10^{5}"
    assert (latex.factor(-1.5, 1), latex.factor(1.5, 1)) == ("(-1.5)", "1.5")
    assert (latex.term(-1.5, 1), latex.term(1.5, 1)) == ("- 1.5", "+ 1.5")
    assert latex.small(0.000291) == r"2.9 \cdot 10^{-4}"
    assert latex.matrix(np.array([[1, -2], [0.5, 3]])) == r"\begin{pmatrix} 1.0 & -2.0 \\ 0.5 & 3.0 \end{pmatrix}"
    assert latex.matrix(np.array([1, 2])) == r"\begin{pmatrix} 1.0 \\ 2.0 \end{pmatrix}"


def test_other_languages_have_a_comma_that_takes_no_room() -> None:
    assert latex.written(1234.5, ",.1f") == "1{,}234.5"
    with i18n.using("de"):
        assert (latex.number(-0.5), latex.number(-0.001), latex.term(-0.5)) == ("-0{,}50", "0{,}00", "- 0{,}50")
        assert latex.small(0.000291) == r"2{,}9 \cdot 10^{-4}"
        assert latex.written(1234.5, ",.1f") == "1.234{,}5"
        assert latex.plain(0.25) == "0,25"
        assert latex.beside(["0,5", "1"]) == "0,5; 1"
    assert latex.beside(["0.5", "1"]) == "0.5, 1"
