"""Tables end with their last row: no blank stripe under it, and none that is cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.factories import ALONE, PHONE, ROOT, served

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

ROWS, MOST = (1, 3, 9, 12), 9

SCRIPT = f"""
import streamlit as st

from nnplay.ui.common.table_height import table_height

for rows in {ROWS}:
    table, height = {{"number": list(range(rows))}}, table_height(rows, {MOST})
    st.dataframe(table, hide_index=True, height=height, key=f"rows-{{rows}}")
"""

# Of each table: the height of what its frame shows, and of its head and all its rows.
HEIGHTS = """() => {
  const tables = [...document.querySelectorAll('[data-testid="stDataFrame"]')];
  const boxes = tables.map((one) => [".dvn-scroller", ".dvn-scroll-inner"].map((part) => one.querySelector(part)));
  if (boxes.length < COUNT || boxes.some(([frame, rows]) => !frame?.clientHeight || !rows?.offsetHeight)) return null;
  return boxes.map(([frame, rows]) => [frame.clientHeight, rows.offsetHeight]);
}""".replace("COUNT", str(len(ROWS)))


@pytest.mark.parametrize("width", [1400, PHONE])
def test_a_table_is_as_high_as_its_rows_until_it_scrolls(
    tmp_path: Path, open_tab: Callable[..., Any], width: int
) -> None:
    script = tmp_path / "app.py"
    script.write_text(SCRIPT)
    with served(script, ROOT, ALONE) as server:
        page = open_tab(server.address, width)
        heights = page.wait_for_function(HEIGHTS).json_value()
        for count, (frame, inside) in zip(ROWS, heights, strict=True):
            row = inside / (count + 1)  # the head is as high as a row
            shown = (min(count, MOST) + 1) * row
            assert shown <= frame < shown + 4, (count, frame, inside)
