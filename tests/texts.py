"""One list of all texts that users meet, for whoever reads or translates them.

    python -m tests.texts

A line for each: its place, a tab, and the text with `…` where something is put in. It is made from the code, so that it
never grows old; `test_plain_english` reads it too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

SOURCES = ("app.py", "pages", "nnplay")

_IN_SCRIPT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
_WORD = re.compile(r"[A-Za-z]{2}")
_COMMENT = re.compile(r"(?m)^[ \t]*//.*$|(?<=[;,{}])[ \t]*//.*$")
_CODE = re.compile(r"[<>{}=;]|^[a-z-]+(?: [a-z-]+)*$|^[MmLlHhVvCcZz][\d ,.-]")


def files(folder: Path) -> list[Path]:
    """The files of a folder that may hold texts."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".js"))


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Strings of a file that have several words, with the line of each."""
    source = path.read_text(encoding="utf-8")
    found = _of_python(ast.parse(source)) if path.suffix == ".py" else _of_script(source)
    return ((line, text) for line, text in found if " " in text.strip() and _WORD.search(text))


def _of_python(tree: ast.AST) -> Iterator[tuple[int, str]]:
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            apart |= {id(each) for each in ast.walk(node) if isinstance(each, ast.Constant)}
            parts = (each.value if isinstance(each, ast.Constant) else "…" for each in node.values)
            yield node.lineno, "".join(str(part) for part in parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.lineno, node.value


def _of_script(source: str) -> Iterator[tuple[int, str]]:
    """Strings of JavaScript; those that are paths of a drawing, names of classes or markup are no texts."""
    plain = _COMMENT.sub(lambda found: " " * len(found[0]), source)
    for found in _IN_SCRIPT.finditer(plain):
        text = re.sub(r"\$\{[^}]*\}", "…", found[1] if found[1] is not None else found[2])
        if not _CODE.search(text):
            yield plain.count("\n", 0, found.start()) + 1, text


def main() -> None:
    """Prints the list."""
    for name in SOURCES:
        path = ROOT / name
        for file in files(path) if path.is_dir() else [path]:
            for line, text in texts(file):
                print(f"{file.relative_to(ROOT)}:{line}\t{' '.join(text.split())}")


if __name__ == "__main__":
    main()
