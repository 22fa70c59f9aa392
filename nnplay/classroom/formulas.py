"""Formulas in LaTeX as MathML, which every browser draws and prints without a script.

It knows what lessons on neural networks need: letters, numbers, operators, scripts, fractions, roots, accents, sums,
brackets that grow, and matrices. What it does not know stays as it was typed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

_DEEPEST = 40
"""Groups within groups, before a text is taken for no formula."""


def _pairs(names: str, signs: str) -> dict[str, str]:
    """Commands with the sign that each stands for."""
    return dict(zip(names.split(), signs, strict=True))


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_GREEK = _pairs(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon "
    "phi chi psi omega varepsilon vartheta varphi varrho varsigma",
    "αβγδϵζηθικλμνξπρστυϕχψωεϑφϱς",
)
_UPRIGHT = _pairs(
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega infty partial nabla ell emptyset Re Im",
    "ΓΔΘΛΞΠΣΥΦΨΩ∞∂∇ℓ∅ℜℑ",
)
_OPERATORS = _pairs(
    "cdot times div pm mp ast circ odot otimes oplus le leq ge geq ne neq approx equiv sim simeq propto "
    "ll gg in notin subset subseteq cup cap to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow "
    "Leftrightarrow mapsto iff implies forall exists neg land lor mid parallel perp cdots ldots dots "
    "vdots ddots colon langle rangle lfloor rfloor lceil rceil vert Vert lbrace rbrace prime bullet top "
    "setminus",
    "⋅×÷±∓∗∘⊙⊗⊕≤≤≥≥≠≠≈≡∼≃∝≪≫∈∉⊂⊆∪∩→→←↔⇒⇐⇔↦⟺⟹∀∃¬∧∨∣∥⊥⋯……⋮⋱:⟨⟩⌊⌋⌈⌉|‖{}′∙⊤∖",
) | {"{": "{", "}": "}", "|": "‖", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_"}
_LARGE = {"sum": "∑", "prod": "∏"}
_INTEGRALS = {"int": "∫", "iint": "∬", "oint": "∮"}
_FUNCTIONS = _names("sin cos tan sinh cosh tanh coth arcsin arccos arctan exp ln log lg deg det dim ker arg")
_LIMITS = _names("max min lim sup inf argmax argmin")
_ACCENTS = {"hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "vec": "→", "tilde": "~", "dot": "˙", "ddot": "¨"}
_SPACES = {",": 0.17, ":": 0.22, ">": 0.22, ";": 0.28, "!": -0.17, " ": 0.33, "quad": 1.0, "qquad": 2.0, "enspace": 0.5}
_SKIPPED = frozenset(
    ["big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "textstyle", "limits", "nolimits"]
)
_WORDS = _names("text textrm textit textbf mathrm operatorname mathsf mathtt")
_BLACKBOARD = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ", "H": "ℍ"}
_SCRIPT = {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"}
_BRACKETS = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", ""),
    "aligned": ("", ""),
}  # fmt: skip


class _UnknownError(ValueError):
    """The text is no formula that is known here."""


def mathml(tex: str, *, display: bool = False) -> str:
    """A formula as MathML; empty where something in it is not known here.

    Args:
        tex: LaTeX, without the `$`.
        display: Whether it stands on lines of its own.
    """
    try:
        body = _Formula(tex).whole()
    except _UnknownError:
        return ""
    return f'<math display="{"block" if display else "inline"}"><mrow>{body}</mrow></math>'


class _Formula:
    def __init__(self, tex: str) -> None:
        self.tokens = _TOKEN.findall(tex)
        self.place = 0
        self.depth = 0

    def whole(self) -> str:
        """All of it."""
        body = self.row(())
        if self.place < len(self.tokens) or not body:
            raise _UnknownError
        return body

    # Reading ----------------------------------------------------------------------------------------

    def peek(self) -> str:
        """The next token that is no space; empty at the end."""
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """Takes the next token, one of these where some are named."""
        token = self.peek()
        if not token or (wanted and token not in wanted):
            raise _UnknownError
        self.place += 1
        return token

    def raw(self) -> str:
        """The text of a group as it stands."""
        self.take("{")
        found = []
        while self.place < len(self.tokens) and self.tokens[self.place] not in ("{", "}"):
            found.append(self.tokens[self.place])
            self.place += 1
        self.take("}")
        return "".join(found)

    # Building ---------------------------------------------------------------------------------------

    def row(self, stops: Sequence[str]) -> str:
        """What stands up to one of these tokens, which stays."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _UnknownError
        parts = []
        while (token := self.peek()) and token not in stops:
            if token in ("}", "&", "\\\\", "\\right", "\\end"):
                raise _UnknownError
            parts.append(self.scripted())
        self.depth -= 1
        return "".join(parts)

    def scripted(self) -> str:
        """A part with what stands below and above it."""
        token = self.peek()
        base = "<mrow></mrow>" if token in ("^", "_") else self.part()
        below = above = ""
        while (mark := self.peek()) in ("^", "_", "'"):
            self.take()
            if mark == "'":
                above += "<mo>′</mo>"
            elif mark == "_" and not below:
                below = self.argument()
            elif mark == "^" and not above:
                above = self.argument()
            else:
                raise _UnknownError
        above = f"<mrow>{above}</mrow>" if above.count("<mo>′</mo>") > 1 else above
        around = token.lstrip("\\") in _LARGE or token.lstrip("\\") in _LIMITS
        under, over, both = ("munder", "mover", "munderover") if around else ("msub", "msup", "msubsup")
        if below and above:
            return f"<{both}>{base}{below}{above}</{both}>"
        if below:
            return f"<{under}>{base}{below}</{under}>"
        return f"<{over}>{base}{above}</{over}>" if above else base

    def argument(self) -> str:
        """A group, a command, or one sign: of a number its first digit."""
        if self.peek() == "{" or self.peek().startswith("\\"):
            return self.part()
        token = self.take()
        if len(token) > 1:
            self.tokens[self.place : self.place] = [token[1:]]
        return self.single(token[0])

    def part(self) -> str:
        """A group, a command, a number, a letter or a sign."""
        token = self.take()
        if token == "{":
            body = self.row(("}",))
            self.take("}")
            return f"<mrow>{body}</mrow>"
        return self.command(token[1:]) if token.startswith("\\") else self.single(token)

    def single(self, token: str) -> str:
        if token[0].isdecimal():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{html.escape(token)}</mi>"
        if token in "{}^_&~$\\#%" or not token.isprintable():
            raise _UnknownError
        return _sign({"-": "−", "*": "∗"}.get(token, token))

    def command(self, name: str) -> str:
        for known, make in _PLAIN:
            if name in known:
                return make(name)
        if name in _SKIPPED:
            return ""
        if name in _WORDS:
            words = self.raw().replace("\\", "").replace(" ", "\N{NO-BREAK SPACE}")
            bold = ' style="font-weight: bold"' if name == "textbf" else ""
            return f"<mtext{bold}>{html.escape(words)}</mtext>"
        if name in _ACCENTS:
            return f'<mover accent="true">{self.argument()}<mo>{_ACCENTS[name]}</mo></mover>'
        match name:
            case "frac" | "dfrac" | "tfrac":
                return f"<mfrac>{self.argument()}{self.argument()}</mfrac>"
            case "sqrt":
                return self.root()
            case "underline":
                return f"<munder>{self.argument()}<mo>_</mo></munder>"
            case "mathbf" | "boldsymbol" | "bm":
                return f'<mrow style="font-weight: bold">{self.argument()}</mrow>'
            case "mathbb" | "mathcal":
                letters, first = (_BLACKBOARD, 0x1D538) if name == "mathbb" else (_SCRIPT, 0x1D49C)
                return "".join(f"<mi>{_letter(one, letters, first)}</mi>" for one in self.raw())
            case "left":
                return self.fenced()
            case "begin":
                return self.table()
        raise _UnknownError

    def root(self) -> str:
        if self.peek() != "[":
            return f"<msqrt>{self.argument()}</msqrt>"
        self.take("[")
        index = self.row(("]",))
        self.take("]")
        return f"<mroot>{self.argument()}<mrow>{index}</mrow></mroot>"

    def fenced(self) -> str:
        first = self.fence()
        body = self.row(("\\right",))
        self.take("\\right")
        return f"<mrow>{first}{body}{self.fence()}</mrow>"

    def fence(self) -> str:
        token = self.take()
        sign = _OPERATORS.get(token[1:], "") if token.startswith("\\") else token
        if token != "." and sign not in tuple("()[]{}|‖/⟨⟩⌊⌋⌈⌉"):
            raise _UnknownError
        return "" if token == "." else f'<mo fence="true" stretchy="true">{sign}</mo>'

    def table(self) -> str:
        name = self.raw()
        if name not in _BRACKETS:
            raise _UnknownError
        rows: list[list[str]] = [[]]
        while True:
            rows[-1].append(self.row(("&", "\\\\", "\\end")))
            match self.take():
                case "\\\\":
                    rows.append([])
                case "\\end":
                    break
        if self.raw() != name:
            raise _UnknownError
        rows = [row for row in rows if row != [""]]  # a last line may end as the others
        sides = ("right", "left") if name == "aligned" else ("left", "left") if name == "cases" else ("center",)
        body = "".join(
            "<mtr>"
            + "".join(
                f'<mtd style="text-align: {sides[place % len(sides)]}">{cell}</mtd>' for place, cell in enumerate(row)
            )
            + "</mtr>"
            for row in rows
        )
        first, last = (f'<mo fence="true" stretchy="true">{one}</mo>' if one else "" for one in _BRACKETS[name])
        return f"<mrow>{first}<mtable>{body}</mtable>{last}</mrow>"


def _sign(sign: str) -> str:
    if sign in tuple("()[]{}|"):  # these grow between \left and \right alone
        return f'<mo stretchy="false">{sign}</mo>'
    return f"<mo>{html.escape(sign)}</mo>"


def _letter(letter: str, known: dict[str, str], first: int) -> str:
    if not "A" <= letter <= "Z":
        raise _UnknownError
    return known.get(letter) or chr(first + ord(letter) - ord("A"))


_PLAIN: tuple[tuple[frozenset[str] | dict[str, object], Callable[[str], str]], ...] = (
    (frozenset(_GREEK), lambda name: f"<mi>{_GREEK[name]}</mi>"),
    (frozenset(_UPRIGHT), lambda name: f'<mi mathvariant="normal">{_UPRIGHT[name]}</mi>'),
    (frozenset(_OPERATORS), lambda name: _sign(_OPERATORS[name])),
    (frozenset(_LARGE), lambda name: f'<mo movablelimits="true" largeop="true">{_LARGE[name]}</mo>'),
    (frozenset(_INTEGRALS), lambda name: f"<mo>{_INTEGRALS[name]}</mo>"),
    (_FUNCTIONS, lambda name: f"<mi>{name}</mi><mo>&#x2061;</mo>"),
    (_LIMITS, lambda name: f'<mo movablelimits="true">{name}</mo>'),
    (frozenset(_SPACES), lambda name: f'<mspace width="{_SPACES[name]:g}em"></mspace>'),
)
"""Commands that take nothing behind them, each kind with what it becomes."""
