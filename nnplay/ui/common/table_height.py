"""How high a table is: as high as its rows, until it scrolls."""

from __future__ import annotations

from typing import Literal

ROW = 33
"""Height of a row in pixels, at the letters of `.streamlit/config.toml`."""

EDGE = 3
"""What a table has above and below its rows, in pixels."""


def table_height(rows: int, most: int) -> int | Literal["content"]:
    """The `height` of `st.dataframe` at which no row is cut, and no blank stripe stands under the last one.

    Args:
        rows: That the table has.
        most: That are in sight at once; more of them scroll.
    """
    return "content" if rows <= most else ROW * (most + 1) + EDGE
