"""What stands over the columns of a table, in the reader's language; the tables themselves keep English names."""

from __future__ import annotations

from collections.abc import Iterable

from nnplay.i18n import tr


def heads(names: Iterable[str]) -> dict[str, str]:
    """Titles of columns, as Streamlit's `column_config` takes them.

    Args:
        names: Of the columns, in English. What people bring themselves is not among them: it stays as it is.
    """
    return {name: tr(name) for name in names}
