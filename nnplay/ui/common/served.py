"""Folders of scripts and pictures that Streamlit serves beside the page."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import streamlit.components.v1

SERVED = (".js", ".css", ".svg")
"""Endings of the files that count for the checksum."""


def serve(name: str, folder: Path) -> str:
    """Lets Streamlit serve a folder; its address, which ends in a slash.

    It has a checksum in it, because Streamlit names no time for which a file is fresh. It is declared on each call
    because a server's registry starts empty, in tests more than once in a process.

    Args:
        name: Of the folder, unlike all others.
        folder: With the files.
    """
    served = streamlit.components.v1.declare_component(f"{name}_{_version(folder)}", path=str(folder))
    return f"component/{served.name}/"


def lean(script: Path) -> str:
    """A script without its comments and indents: Streamlit sends that of a component with every update."""
    lines = map(str.strip, script.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@functools.cache
def _version(folder: Path) -> str:
    texts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in SERVED]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]
