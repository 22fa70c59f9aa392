"""From the bytes of a file to its text."""

from __future__ import annotations

import codecs
import re

from nnplay.datasets.preprocessing.reading_rule import AUTO
from nnplay.errors import DataError

ENCODINGS = {"UTF-8": "utf-8-sig", "Windows-1252": "cp1252", "Latin-1": "latin-1", "UTF-16": "utf-16"}

MAX_LINES = 2_000_000
"""A spreadsheet has 1,048,576 rows, and writes those that are empty too."""

# The beginnings of files that people take for tables.
_OTHER_FILES = {
    b"PK\x03\x04": "an Excel workbook or another packed file. In the spreadsheet, use “Save as … CSV”",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook. In the spreadsheet, use “Save as … CSV”",
    b"%PDF": "a PDF. A table is needed as a text file, such as CSV",
    b"\x89PNG": "a picture. A table is needed as a text file, such as CSV",
    b"\xff\xd8\xff": "a picture. A table is needed as a text file, such as CSV",
    b"\x1f\x8b": "a packed file. Unpack it first",
    b"SQLite format 3": "a database. Export its table as CSV",
    b"{\\rtf": "a text document. A table is needed as a plain text file, such as CSV",
}
_OTHER_TEXTS = {
    r"<!doctype html|<html": "a web page. Save the table itself: on GitHub, press “Raw” or “Download raw file”",
    r"<\?xml": "XML. A table is needed as a text file, such as CSV",
    r"[\[{]\s*[\[{\"]": "JSON. A table is needed as a text file, such as CSV",
    r"(%[^\n]*\n|\s)*@relation": "an ARFF file, as Weka writes it. Export the table as CSV",
    r"version https://git-lfs": "a pointer of Git LFS, not the file itself. Download the file from its page",
}


def decode(content: bytes, encoding: str) -> tuple[str, str]:
    """The text, its lines ending in a line feed alone, and the name of its encoding.

    Raises:
        DataError: If it is no text, or not one in that encoding.
    """
    for begin, what in _OTHER_FILES.items():
        if content.startswith(begin):
            raise DataError(f"This file is {what}.")
    if encoding == AUTO:
        encoding = _find_encoding(content)
    try:
        text = content.decode(ENCODINGS[encoding])
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = content[:start].count(b"\n") + 1
        raise DataError(f"Line {line} is not {encoding} text. Choose another encoding, or “auto”.") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError(f"Line {line} has bytes that are no text. A table is needed as a text file, such as CSV.")
    if not text.strip():
        raise DataError("This file is empty.")
    for pattern, what in _OTHER_TEXTS.items():
        if re.match(rf"\s*(?:{pattern})", text[:2000], re.IGNORECASE):
            raise DataError(f"This file is {what}.")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        raise DataError(f"This file has {lines:,} lines; at most {MAX_LINES:,} are read here. Bring a part of it.")
    return text, encoding


def _find_encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The five bytes that Windows-1252 leaves free are letters nowhere.
        return "Latin-1" if set(content) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "Windows-1252"
    return "UTF-8"
