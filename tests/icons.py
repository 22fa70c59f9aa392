"""The font of icons, cut down to those that the pages can show.

    python -m tests.icons

Streamlit's front end loads Google's Material Symbols whole: 4,300 icons in 375 kB, a quarter of what a first visit
loads. This writes `nnplay/ui/common/icons.woff2` anew from the font that is installed with Streamlit, with the icons
that nnplay and Streamlit's front end name; `nnplay.ui.common.icon_font` sends it in its place. It needs
`pip install "fonttools[woff]"`.

The font is Google's, under the Apache License 2.0 (https://github.com/google/material-design-icons).
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import streamlit
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from nnplay.ui.common.icon_font import FONT, NAMES

ROOT = Path(__file__).parents[1]

FRONT_END = Path(streamlit.__file__).parent / "static" / "static"

NAMED = re.compile(r":material/(\w+):")


def needed() -> list[str]:
    """The names of all icons that a page can show, in order.

    Streamlit's front end names them in its scripts. A file of nnplay that puts names into `:material/{...}:` has them
    alone: there every text that is an icon's name counts.
    """
    names = {name for script in (FRONT_END / "js").glob("*.js") for name in NAMED.findall(script.read_text("utf-8"))}
    for path in (path for pattern in ("nnplay/**/*.py", "pages/*.py", "app.py") for path in ROOT.glob(pattern)):
        source = path.read_text(encoding="utf-8")
        names |= set(NAMED.findall(source))
        if ":material/{" in source:
            names |= {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    return sorted(names & ALL_MATERIAL_ICONS)


def installed() -> Path:
    """Streamlit's own font of icons."""
    return next((FRONT_END / "media").glob("MaterialSymbols-Rounded*.woff2"))


def main() -> None:
    """Writes the font and the names of what is in it."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    names = needed()
    font = TTFont(installed())
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            # An icon is a ligature of the letters of its name.
            for first, ligatures in table.ligatures.items():
                table.ligatures[first] = [
                    one for one in ligatures if "".join(letters[glyph] for glyph in [first, *one.Component]) in names
                ]
    options = subset.Options(layout_features=["*"])
    options.flavor = "woff2"
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(names))
    cutter.subset(font)
    subset.save_font(font, str(FONT), options)
    NAMES.write_text("\n".join(names) + "\n", encoding="utf-8")
    print(f"{len(names)} icons, {FONT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
