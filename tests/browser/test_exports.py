"""Exports in a real browser: the report is opened and printed, a file is downloaded from the playground."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.factories import choose, set_number, wait_for_own_experiment
from tests.export.factories import trained

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

A4 = (594.96, 841.92)
"""Width and height in points."""


@pytest.mark.parametrize("name", ["digits", "table"])
def test_a_report_opens_alone_and_prints_on_a4(browser: Any, name: str, tmp_path: Path) -> None:
    path = trained(name).export("report", tmp_path / "run.html", words="Seen and understood.").path
    page = browser.new_page(viewport={"width": 900, "height": 1000})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.get_by_text("Seen and understood.").is_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    for element in page.locator("svg, table, img").all():
        box = element.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 900
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert 1 <= len(boxes) <= 6
    for width, height in boxes:
        assert (float(width), float(height)) == pytest.approx(A4, abs=1)
    page.close()


def test_a_trained_network_leaves_as_a_program(playground: Any, tmp_path: Path) -> None:
    tab = playground
    choose(tab, "Experiment", "Two spirals in the plane")
    tab.get_by_text("337 parameters in all").wait_for()
    set_number(tab, "Epochs", 1)
    wait_for_own_experiment(tab)
    tab.get_by_role("button", name="Train", exact=True).click()
    tab.get_by_test_id("stProgress").get_by_text("1 of 1 epochs").wait_for()
    tab.get_by_role("button", name="Export").click()
    tab.get_by_role("button", name="Prepare file").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download (").click()
    assert re.fullmatch(r"spiral-run-\d+-script\.py", download.value.suggested_filename)
    download.value.save_as(tmp_path / "train.py")
    text = (tmp_path / "train.py").read_text(encoding="utf-8")
    ast.parse(text)
    assert "epochs=1," in text
