"""From the bytes of a file to its text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from nnplay.datasets.preprocessing.reading_rule import AUTO
from nnplay.errors import DataError
from nnplay.i18n import N_, tr

ENCODINGS = {"UTF-8": "utf-8-sig", "Windows-1252": "cp1252", "Latin-1": "latin-1", "UTF-16": "utf-16"}

_UNSEEN = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_KEPT_TEXT = re.compile(r'(?:(?<=[,;\t|\n])|^)(?:="([^"\n]*)"|"=""([^"\n]*)""")(?=[,;\t|\r\n]|$)')

MAX_LINES = 2_000_000
"""A spreadsheet has 1,048,576 rows, and writes those that are empty too."""

# The beginnings of files that people take for tables.
_OTHER_FILES = {
    b"PK\x03\x04": N_("an Excel workbook or another packed file. In the spreadsheet, use “Save as … CSV”"),
    b"\xd0\xcf\x11\xe0": N_("an old Excel workbook. In the spreadsheet, use “Save as … CSV”"),
    b"%PDF": N_("a PDF. nnplay needs a table as a text file, such as CSV"),
    b"\x89PNG": N_("a picture. nnplay needs a table as a text file, such as CSV"),
    b"\xff\xd8\xff": N_("a picture. nnplay needs a table as a text file, such as CSV"),
    b"\x1f\x8b": N_("a packed file. Unpack it first"),
    b"SQLite format 3": N_("a database. Export its table as CSV"),
    b"{\\rtf": N_("a text document. nnplay needs a table as a plain text file, such as CSV"),
}
_OTHER_TEXTS = {
    r"<!doctype html|<html": N_("a web page. Save the table itself: on GitHub, press “Raw” or “Download raw file”"),
    r"<\?xml": N_("XML. nnplay needs a table as a text file, such as CSV"),
    r"[\[{]\s*[\[{\"]": N_("JSON. nnplay needs a table as a text file, such as CSV"),
    r"(%[^\n]*\n|\s)*@relation": N_("an ARFF file, as Weka writes it. Export the table as CSV"),
    r"version https://git-lfs": N_("a Git LFS pointer, not the file itself. Download the file from its page"),
}


def decode(content: bytes, encoding: str) -> tuple[str, str]:
    """The text, its lines ending in a line feed alone, and the name of its encoding.

    Raises:
        DataError: If it is no text, or not one in that encoding.
    """
    for begin, what in _OTHER_FILES.items():
        if content.startswith(begin):
            raise DataError(tr("This file is {what}.", what=tr(what)))
    if encoding == AUTO:
        encoding = _find_encoding(content)
    try:
        text = content.decode(_codec(content, encoding))
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = content[:start].count(b"\n") + 1
        raise DataError(
            tr("Line {line} is not {encoding} text. Choose another encoding, or “auto”.", line=line, encoding=encoding)
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError(
            tr("Line {line} has bytes that are not text. nnplay needs a table as a text file, such as CSV.", line=line)
        )
    if not text.strip():
        raise DataError(tr("This file is empty."))
    for pattern, what in _OTHER_TEXTS.items():
        if re.match(rf"\s*(?:{pattern})", text[:2000], re.IGNORECASE):
            raise DataError(tr("This file is {what}.", what=tr(what)))
    if not text.isascii():
        # An ä may be written as one sign or as two, and some signs cannot be seen.
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    if '="' in text:
        # Excel's way to keep a text that looks like a number.
        text = _KEPT_TEXT.sub(lambda found: f'"{found[1] or found[2] or ""}"', text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        raise DataError(
            tr(
                "This file has {lines:,} lines; at most {max_lines:,} can be read here. Use only part of it.",
                lines=lines,
                max_lines=MAX_LINES,
            )
        )
    return text, encoding


def _codec(content: bytes, encoding: str) -> str:
    """The codec of an encoding; one of UTF-16 without its mark is told by where the zeros are."""
    if encoding != "UTF-16" or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ENCODINGS[encoding]
    return "utf-16-be" if content[:1000:2].count(0) > content[1:1000:2].count(0) else "utf-16-le"


def _find_encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    # Without its mark, most letters of a table have a zero in front of them or behind.
    zeros = sorted((content[:1000:2].count(0), content[1:1000:2].count(0)))
    if zeros[1] > 0.3 * len(content[:1000]) and not zeros[0]:
        return "UTF-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The five bytes that Windows-1252 leaves free are letters nowhere.
        return "Latin-1" if set(content) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "Windows-1252"
    return "UTF-8"
