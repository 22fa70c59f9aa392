"""A table of one's own in a real Chromium: brought, trained on, and new rows predicted and downloaded."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.browser.factories import choose, go, train

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

TABLE = "size;colour;price\r\n" + "\r\n".join(
    f"{row % 9},5;{['red', 'blue', 'grün'][row % 3]};{row % 9 * 2 + row % 2},25" for row in range(90)
)
NEW = "size;price\r\n1,5;2,25\r\n8,5;\r\n"


def bring(page: Any, label: str, name: str, content: str) -> None:
    """Uploads a file through the uploader of a label."""
    uploader = page.get_by_test_id("stFileUploader").filter(has_text=label)
    uploader.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode("cp1252")}
    )


def test_a_table_is_uploaded_trained_on_and_new_rows_are_predicted_and_downloaded(
    playground: Any, tmp_path: Path
) -> None:
    page = playground
    choose(page, "Experiment", "A table with everything")
    page.get_by_text("A made-up example: 240 rows").wait_for()
    bring(page, "Your table", "prices.csv", TABLE)
    page.get_by_text("prices.csv: 90 rows, 3 columns").wait_for()
    choose(page, "Target", "colour")
    page.get_by_role("combobox", name="What is predicted").and_(page.locator("[value='several classes']")).wait_for()
    train(page)
    # Not the end of an earlier run in this tab, which is shown until the new one has begun.
    page.get_by_test_id("stProgress").get_by_text(re.compile("^Test accuracy .* 25 of 25 epochs")).wait_for()

    go(page, "Predict")
    page.get_by_text("It predicts").wait_for()
    page.get_by_role("tab", name="A file of examples").click()
    bring(page, "New examples", "new.csv", NEW)
    page.get_by_text("2 predictions:").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download predictions").click()
    assert download.value.suggested_filename == "new-predicted.csv"
    download.value.save_as(path := tmp_path / "predicted.csv")
    # As Excel reads it: its mark for UTF-8, semicolons and decimal commas like the file that was brought.
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    table = pd.read_csv(io.StringIO(text[1:]), sep=";", decimal=",")
    shares = table[["probability of blue", "probability of grün", "probability of red"]]
    assert table["size"].tolist() == [1.5, 8.5]
    assert table["predicted colour"].tolist() == [
        name.removeprefix("probability of ") for name in shares.idxmax(axis=1)
    ]
    assert abs(shares.sum(axis=1) - 1).max() < 1e-5
