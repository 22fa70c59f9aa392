"""The report says what the run says, and runs nothing that a student has written."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest

from nnplay.classroom.signature import find_codes, seal, unseal
from nnplay.datasets import load_dataset
from nnplay.export.report import report
from nnplay.export.report_pictures import curves
from nnplay.inspection.evaluation import confusion
from nnplay.link import from_link
from tests.classroom.factories import made_result
from tests.export.factories import SPECS_BY_NAME, inputs_of, outputs, trained

EMPTY = {"meta", "img", "br", "line", "circle", "rect", "polyline", "polygon"}


class _Balanced(HTMLParser):
    """Fails at an element that is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", SPECS_BY_NAME)
def test_a_report_is_whole_html_that_loads_nothing(name: str) -> None:
    text = report(trained(name))
    parser = _Balanced()
    parser.feed(text)
    assert parser.open == []
    assert "<script" not in text
    assert set(re.findall(r'src="([^:"]+):', text)) <= {"data"}
    for svg in re.findall(r"<svg.*?</svg>", text, re.S):
        ET.fromstring(svg)
        assert "nan" not in svg


def test_it_has_the_numbers_of_the_test_part() -> None:
    run = trained("digits")
    data, said = load_dataset(run.spec.dataset), outputs(run, inputs_of(run)).argmax(axis=1)
    text = report(run)
    right = int((said == data.y_test).sum())
    assert f"answers {right} of 450 examples" in text
    table = text.split('<table class="confusion">')[1].split("</table>")[0]
    cells = np.array([int(cell or 0) for cell in re.findall(r"<td[^>]*>(\d*)</td>", table)]).reshape(10, 10)
    np.testing.assert_array_equal(cells, confusion(data.y_test, said, 10))
    assert text.count('<img class="example"') == 12
    assert text.count('<span class="wrong">') == min(6, 450 - right)


def test_its_link_opens_the_same_experiment() -> None:
    run = trained("moons")
    (link,) = re.findall(r'href="([^"]+)"', report(run, address="https://example.org/app/"))
    assert link.startswith("https://example.org/app/?x=")
    assert from_link(link.split("?x=")[1]) == run.spec


def test_what_a_student_writes_is_text() -> None:
    text = report(
        trained("line"),
        title="<b>A</b>",
        author='"Q"',
        words="<script>alert(1)</script>\n2 < 3",
        address="javascript:alert(1)",
    )
    assert "<b>A" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n2 &lt; 3" in text
    assert 'href="javascript' not in text
    assert "In my own words" not in report(trained("line"))


def test_a_curve_goes_through_its_numbers() -> None:
    svg = re.search(
        r"<svg.*</svg>", curves("Loss", {"training": [4.0, 2.0, 1.0], "validation": [3.0, float("nan"), 1.0]})
    )
    assert svg
    lines = [line.get("points", "").split() for line in ET.fromstring(svg[0]).iter("polyline")]
    training, validation = [[tuple(map(float, point.split(","))) for point in line] for line in lines]
    (x1, y1), (x2, y2), (x3, y3) = training
    assert x2 - x1 == pytest.approx(x3 - x2)
    assert (y2 - y1) / (y3 - y1) == pytest.approx(2 / 3, abs=0.01)
    assert len(validation) == 2


def test_a_teacher_finds_the_result_code_in_a_report() -> None:
    result = made_result(explanation="Words with <b>tags</b> & signs")
    text = report(trained("moons"), words=result.explanation, code=seal(result, b"key"))
    assert [unseal(code, b"key") for code in find_codes(text)] == [result]
