"""Where the Plotly package keeps the script that draws its figures in a browser."""

from __future__ import annotations

from pathlib import Path

SCRIPT = "plotly.min.js"


def script_folder() -> tuple[Path, str]:
    """The folder of `SCRIPT`, and Plotly's version."""
    import plotly

    return Path(plotly.__file__).parent / "package_data", plotly.__version__
