"""The catalogues of translations, brought up to date with the code.

    python -m tests.catalogues

Adds texts that are new in the code to `nnplay/locales/*/LC_MESSAGES/nnplay.po`, takes those out that are gone, and says
how many have no translation yet. Babel keeps the translation of a text that has changed a little, marked as fuzzy: it
is not shown until somebody has looked at it and taken the mark away.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from nnplay.i18n import DOMAIN, ENGLISH, LANGUAGES, LOCALES

ROOT = Path(__file__).parents[1]

KEYWORDS = {"tr": 1, "N_": 1, "plural": 2}
"""How many of the first arguments are texts, by function."""

SOURCES = ("nnplay/**/*.py", "pages/*.py", "app.py")

DATED = (
    b'"Project-Id',
    b'"Report-Msgid',
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)
"""What the lines of a file's head begin with that say when and by whom, which the history says too."""

OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)


def path_of(code: str) -> Path:
    """The file of a language's translations."""
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def texts() -> Catalog:
    """All texts of the code that are marked for translation, with the files that they stand in."""
    found = Catalog(domain=DOMAIN, charset="utf-8")
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        for message in _texts_of(path):
            # Without the line, which every change above it would change.
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), None)])  # type: ignore[list-item]
    return found


def _texts_of(path: Path) -> Iterator[str | tuple[str, str]]:
    """The texts of a file. Babel's own reader of Python would miss those within an f-string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        count = KEYWORDS.get(node.func.id, 0)
        said = [ast.literal_eval(one) for one in node.args[:count] if isinstance(one, ast.Constant)]
        if count and len(said) == count:
            yield said[0] if count == 1 else (said[0], said[1])


def read(code: str) -> Catalog:
    """The translations of a language as they are kept."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def updated(code: str, found: Catalog) -> Catalog:
    """The translations of a language for the texts that there are now."""
    kept = read(code)
    kept.update(found, no_fuzzy_matching=False, update_header_comment=False)
    kept.obsolete.clear()
    return kept


def as_file(catalogue: Catalog) -> bytes:
    """What the file of a language holds: without dates and names, so that equal catalogues are equal files."""
    file = io.BytesIO()
    catalogue.header_comment = f"# {LANGUAGES[str(catalogue.locale)]}: texts of nnplay. See CONTRIBUTING.md."
    catalogue.fuzzy = False
    write_po(file, catalogue, width=118, sort_by_file=True)
    head, end, texts = file.getvalue().partition(b"\n\n")
    return b"\n".join(line for line in head.split(b"\n") if not line.startswith(DATED)) + end + texts


def missing(catalogue: Catalog) -> list[str]:
    """The English texts without a translation that a reader would see."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and (message.fuzzy or not message.string or not all(message.string))
    ]


def main() -> None:
    """Writes the files."""
    found = texts()
    for code in OTHERS:
        catalogue = updated(code, found)
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        path_of(code).write_bytes(as_file(catalogue))
        print(f"{code}: {len(catalogue)} texts, {len(missing(catalogue))} of them without a translation")


if __name__ == "__main__":
    main()
