"""Runs that stay: a folder with a folder for each, which a killed process never leaves half written."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from nnplay.errors import DataError, SpecError
from nnplay.i18n import tr
from nnplay.limits import limits, show_bytes
from nnplay.runs import folders, own_data, run_file
from nnplay.runs.folders import home_folder
from nnplay.runs.kept import (
    ABOUT_FILE,
    About,
    KeptRun,
    counted_name,
    distinct_colors,
    free_color,
    free_name,
    now,
    versions,
)
from nnplay.spec import ExperimentSpec
from nnplay.training.history import History
from nnplay.training.run_folder import HISTORY_FILE, SPEC_FILE, WEIGHTS_FILE

_ID = re.compile(r"[0-9a-f]{16}")


class SavableRun(Protocol):
    """What `nnplay.train` returns."""

    folder: Path | None

    def save(self, folder: Path) -> None: ...


class RunStore:
    """Runs that stay when the process ends. Safe to use from several threads and processes.

    Example:
        >>> store = RunStore("runs")  # doctest: +SKIP
        >>> kept = store.add(nnplay.train(spec), name="First try")  # doctest: +SKIP
        >>> [run.name for run in RunStore("runs").list()]  # doctest: +SKIP
        ['First try']
        >>> nnplay.Run.load(kept.folder).model.summary()  # doctest: +SKIP

    Args:
        folder: Where they are kept; the user's own data folder if None.
        most_bytes: That they may take.
        among: Folder of several stores, and the bytes that all of them together may take; None where it stands alone.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        most_bytes: int | None = None,
        among: tuple[Path, int] | None = None,
    ) -> None:
        self.folder = Path(folder) if folder is not None else home_folder()
        self.most_bytes = limits().kept_bytes if most_bytes is None else most_bytes
        self._among = among
        self._lock = threading.RLock()
        self._known: dict[str, tuple[tuple[int, ...], KeptRun]] = {}
        self.unreadable: tuple[str, ...] = ()
        """Names of folders that `list` found damaged; they stay where they are."""
        folders.mend(self.folder)

    # Looking --------------------------------------------------------------------------------

    def list(self) -> Sequence[KeptRun]:
        """All runs, newest first."""
        found, unreadable = [], []
        for name in self._names():
            try:
                found.append(self.open(name))
            except DataError:
                unreadable.append(name)
        self.unreadable = tuple(unreadable)
        return sorted(found, key=lambda run: (run.about.created, run.id), reverse=True)

    def open(self, id: str) -> KeptRun:
        """A run by its id.

        Raises:
            DataError: If it is not here any more, or damaged.
        """
        folder = self._folder(id)
        files = [folder / name for name in (SPEC_FILE, HISTORY_FILE, ABOUT_FILE)]
        try:
            stamp = tuple(number for path in files for number in (path.stat().st_mtime_ns, path.stat().st_ino))
            if (known := self._known.get(id)) and known[0] == stamp:
                return known[1]
            spec, history, about = (path.read_text(encoding="utf-8") for path in files)
            run = KeptRun(
                id,
                folder,
                ExperimentSpec.from_json(spec),
                History.from_dict(json.loads(history)),
                About.from_json(about),
            )
        except FileNotFoundError:
            raise DataError(tr("This run is no longer kept.")) from None
        except (OSError, ValueError, KeyError, TypeError, SpecError) as error:
            raise DataError(tr("The files of this run are damaged ({name}).", name=type(error).__name__)) from error
        self._known[id] = stamp, run
        return run

    @property
    def size(self) -> int:
        """Bytes of all runs."""
        return sum(run.about.size for run in self.list())

    # Keeping --------------------------------------------------------------------------------

    def add(
        self,
        run: SavableRun | Path | str,
        name: str = "",
        note: str = "",
        tags: Iterable[str] = (),
        *,
        base: str = "",
        id: str = "",
    ) -> KeptRun:
        """Keeps a run.

        Args:
            run: As `nnplay.train` returns it, or the folder that a run was stored in; that stays as it is.
            name, note, tags: As in `About`; without a name it is called after its data and counted.
            base: As in `About`.
            id: Of a kept run that this one takes the place of, as when it was trained on: all that its owner says of
                it stays.

        Raises:
            DataError: If it is no whole run, or there is no room for it.
        """
        about = About(name, note, tuple(tags), base=base)
        with self._new_folder() as folder:
            if isinstance(run, Path | str) or run.folder is not None:
                source = Path(run) if isinstance(run, Path | str) else Path(run.folder or "")
                if any(not (source / name).is_file() for name in (SPEC_FILE, HISTORY_FILE, WEIGHTS_FILE)):
                    raise DataError(
                        tr(
                            "There is no complete run in {source}, or an earlier version of nnplay stored it.",
                            source=source,
                        )
                    )
                folders.copy_files(source, folder)
                return self._keep(folder, about, id)
            run.save(folder)
            run.folder = None  # until the folder has its name
            kept = self._keep(folder, about, id)
            run.folder = kept.folder
            return kept

    def _keep(self, folder: Path, about: About, id: str = "") -> KeptRun:
        """Gives a folder that is written in full its name, with what its owner says."""
        try:
            spec = ExperimentSpec.from_json((folder / SPEC_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError, SpecError) as error:
            raise DataError(tr("The files of this run are damaged ({name}).", name=type(error).__name__)) from error
        if not (folder / own_data.DATA_FILE).exists():
            own_data.keep_own_file(spec, folder)
        with self._lock:
            others = self.list()
            earlier = next((one for one in others if one.id == id), None)
            size = folders.bytes_in(folder)
            self._check_room(size - (earlier.about.size if earlier else 0))
            if earlier:
                about = earlier.about
            else:
                names = {one.name for one in others}
                about = replace(
                    about,
                    name=free_name(about.name, names) if about.name else counted_name(spec.dataset.kind.title, names),
                    color=free_color([one.about.color for one in others]),
                    created=about.created or now(),
                    versions=about.versions or versions(),
                )
            about = replace(about, size=size).within_bounds()
            (folder / ABOUT_FILE).write_text(about.to_json(), encoding="utf-8")
            if self._among is None:  # else it goes with the server
                folders.flush(folder)
            id = id if earlier else secrets.token_hex(8)
            self._put(folder, id)
            return self.open(id)

    def _check_room(self, more: int) -> None:
        if self.size + more > self.most_bytes:
            raise DataError(
                tr(
                    "There is no room for another run: at most {most_bytes} are kept here. Delete runs that you no "
                    "longer need.",
                    most_bytes=show_bytes(self.most_bytes),
                )
            )
        if self._among and folders.bytes_in(self._among[0]) + more > self._among[1]:
            raise DataError(
                tr("This server has no room for another run at the moment. Download what you want to keep.")
            )

    def _put(self, folder: Path, id: str) -> None:
        """Moves a folder to its place; what is there stays until then, and comes back if this is broken off."""
        place, old = self.folder / id, self.folder / f"{folders.OLD}{id}"
        if place.exists():
            os.replace(place, old)
        os.replace(folder, place)
        shutil.rmtree(old, ignore_errors=True)

    # What its owner says of it --------------------------------------------------------------

    def rename(self, id: str, name: str) -> KeptRun:
        """Gives a run another name.

        Raises:
            DataError: If it is empty, or the run is not here any more.
        """
        if not name.strip():
            raise DataError(tr("A run needs a name."))
        return self._change(id, name=name)

    def note(self, id: str, note: str) -> KeptRun:
        """Writes something down about a run."""
        return self._change(id, note=note)

    def tag(self, id: str, tags: Iterable[str]) -> KeptRun:
        """Gives a run other tags."""
        return self._change(id, tags=tuple(tags))

    def hide(self, id: str, hidden: bool = True) -> KeptRun:
        """Leaves a run out of the list that a page shows, or no longer."""
        return self._change(id, hidden=hidden)

    def color(self, id: str, color: int) -> KeptRun:
        """Gives a run another color, 0 to `COLORS` - 1."""
        return self._change(id, color=color)

    def tell_apart(self, ids: Sequence[str]) -> Sequence[KeptRun]:
        """Some runs, at most `COLORS`, each with a color of its own: where two have the same, the later one changes."""
        runs = [self.open(id) for id in ids]
        colors = distinct_colors([run.about.color for run in runs])
        return [
            run if run.about.color == color else self.color(run.id, color)
            for run, color in zip(runs, colors, strict=True)
        ]

    def _change(self, id: str, **changes: Any) -> KeptRun:
        with self._lock:
            about = replace(self.open(id).about, **changes).within_bounds()
            path = self._folder(id) / ABOUT_FILE
            new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            new.write_text(about.to_json(), encoding="utf-8")
            os.replace(new, path)
            return self.open(id)

    def delete(self, id: str) -> None:
        """Removes a run with its files; one that is not here any more is no error."""
        with self._lock, contextlib.suppress(FileNotFoundError):
            old = self.folder / f"{folders.NEW}{secrets.token_hex(8)}"
            os.replace(self._folder(id), old)  # gone at once, however long its files take
            self._known.pop(id, None)
            shutil.rmtree(old, ignore_errors=True)

    # Leaving and coming ---------------------------------------------------------------------

    def export(self, ids: Sequence[str], file: Path | str | BinaryIO) -> None:
        """Writes runs as one file, `.nnplay`; see `run_file`.

        Args:
            ids: Of at least one run.
            file: Its path, or a binary file that is open for writing.

        Raises:
            DataError: If a run is not here any more.
        """
        runs = [self.open(id) for id in ids]
        run_file.write_runs(runs, Path(file) if isinstance(file, str) else file)

    def import_runs(self, file: Path | str | BinaryIO) -> Sequence[KeptRun]:
        """Keeps the runs of a file, in its order; all of them or none. Nothing in the file is run.

        Raises:
            DataError: If the file is damaged, too large, or from a newer nnplay, or there is no room for it.
        """
        with contextlib.ExitStack() as stack:
            read = run_file.read_runs(
                Path(file) if isinstance(file, str) else file, lambda: stack.enter_context(self._new_folder())
            )
            self._check_room(sum(folders.bytes_in(folder) for folder, _ in read))
            return [self._keep(folder, about) for folder, about in read]

    def copy(self, id: str, folder: Path) -> KeptRun:
        """Copies the files of a run to a folder, to be changed there, and its own data to where they are looked for.

        Raises:
            DataError: If it is not here any more, or there is no room for its data.
        """
        run = self.open(id)
        own_data.bring_back(run.spec, run.folder)
        try:
            folders.copy_files(run.folder, folder)
        except OSError as error:
            raise DataError(
                tr("The files of this run are gone or damaged ({name}).", name=type(error).__name__)
            ) from error
        return run

    # Folders --------------------------------------------------------------------------------

    def _names(self) -> Iterable[str]:
        try:
            return [name for name in os.listdir(self.folder) if _ID.fullmatch(name)]
        except OSError:
            return []

    def _folder(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise DataError(tr("This run is no longer kept."))
        return self.folder / id

    @contextlib.contextmanager
    def _new_folder(self) -> Iterator[Path]:
        """An empty folder beside the runs; what is left of it at the end goes."""
        folder = self.folder / f"{folders.NEW}{secrets.token_hex(8)}"
        try:
            folder.mkdir(parents=True)
            yield folder
        except OSError as error:
            raise DataError(
                tr("The run could not be kept in {folder}: {value}.", folder=self.folder, value=error.strerror or error)
            ) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
