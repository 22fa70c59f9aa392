"""The folder that lives as long as its server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nnplay.engine.client.process import OWNER_FILE, PREFIX, make_scratch, remove_folder, remove_leftovers


def folder_of(parent: Path, name: str, owner: str | None) -> Path:
    folder = parent / name
    folder.mkdir()
    (folder / "model.keras").write_text("weights")
    if owner is not None:
        (folder / OWNER_FILE).write_text(owner)
    return folder


def test_folders_of_servers_that_are_gone_are_removed_and_all_others_stay(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    gone = folder_of(tmp_path, PREFIX + "gone", str(ended.pid))
    others = [
        folder_of(tmp_path, PREFIX + "mine", str(os.getpid())),
        folder_of(tmp_path, PREFIX + "nobodys", None),
        folder_of(tmp_path, PREFIX + "half-written", ""),
        folder_of(tmp_path, "another-program", str(ended.pid)),
    ]
    remove_leftovers(tmp_path)
    assert not gone.exists()
    assert all((folder / "model.keras").exists() for folder in others)


def test_a_new_folder_names_this_process_as_its_owner() -> None:
    folder = make_scratch()
    try:
        assert (folder / OWNER_FILE).read_text() == str(os.getpid())
        remove_leftovers()
        assert folder.exists()
    finally:
        remove_folder(folder)
    assert not folder.exists()
