"""A run as one file: it comes back as it was, and a stranger's file can do no harm."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.errors import DataError
from nnplay.limits import HOSTED_VARIABLE
from nnplay.runs import RunStore
from nnplay.runs.arrays import read_arrays
from nnplay.runs.strange_history import checked_history
from nnplay.spec import DatasetSpec, ExperimentSpec
from nnplay.training.run_folder import HISTORY_FILE, MODEL_FILE, SPEC_FILE, WEIGHTS_FILE
from tests.runs.factories import history_of, made_run, rewritten, spec_of


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "theirs")


@pytest.fixture
def mine(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "mine")


@pytest.fixture
def file(store: RunStore, tmp_path: Path) -> bytes:
    """A file with one run."""
    kept = store.add(made_run(tmp_path / "a"), name="Theirs", note="Look!", tags=["homework"])
    return exported(store, kept.id)


def exported(store: RunStore, *ids: str) -> bytes:
    made = io.BytesIO()
    store.export(ids, made)
    return made.getvalue()


def npz(*arrays: np.ndarray) -> bytes:
    made = io.BytesIO()
    np.savez(made, *arrays)
    return made.getvalue()


def test_runs_go_into_one_file_and_come_back_in_their_order(store: RunStore, mine: RunStore, tmp_path: Path) -> None:
    specs = [spec_of(units=3), spec_of("line", units=5), spec_of("spiral", seed=9)]
    kept = [store.add(made_run(tmp_path / str(n), spec), name=f"Run {n}", note="n") for n, spec in enumerate(specs)]
    store.export([run.id for run in kept], tmp_path / "all.nnplay")
    back = mine.import_runs(str(tmp_path / "all.nnplay"))
    for before, after in zip(kept, back, strict=True):
        assert (after.name, after.about.note, after.spec) == (before.name, "n", before.spec)
        assert after.about.created == before.about.created
        assert after.history.to_dict() == before.history.to_dict()
        for one, two in zip(arrays(before.folder), arrays(after.folder), strict=True):
            np.testing.assert_array_equal(one, two)
        assert not (after.folder / MODEL_FILE).exists()
    assert {run.id for run in mine.list()} == {run.id for run in back}


def arrays(folder: Path) -> list[np.ndarray]:
    with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as stored:
        return [stored[name] for name in stored.files]


def test_own_data_go_along(store: RunStore, mine: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path / "cache"))
    table = b"a,b,y\n" + b"1,2,u\n3,4,v\n" * 20
    digest = uploads.keep(table)
    spec = spec_of().with_dataset(DatasetSpec("table", file=digest))
    file = exported(store, store.add(made_run(tmp_path / "a", spec)).id)
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path / "another machine"))
    with pytest.raises(DataError, match=r"cannot be opened here\. nnplay does not have the file"):
        mine.import_runs(io.BytesIO(rewritten(file, {"0/data.bin": None})))
    with pytest.raises(DataError, match="not those that its run was trained on"):
        mine.import_runs(io.BytesIO(rewritten(file, {"0/data.bin": b"a,b,y\n1,2,u\n"})))
    mine.import_runs(io.BytesIO(file))
    assert uploads.content(digest) == table


# What a stranger may have made ------------------------------------------------------------------


def test_a_keras_file_from_elsewhere_is_never_opened_nor_kept(file: bytes, mine: RunStore) -> None:
    (kept,) = mine.import_runs(io.BytesIO(rewritten(file, {f"0/{MODEL_FILE}": b"cos\nsystem\n(S'true'\ntR."})))
    assert not list(kept.folder.rglob("*.keras"))


def test_pickled_arrays_are_refused_without_being_read(file: bytes, mine: RunStore) -> None:
    ran: list[bool] = []

    class Evil:
        def __reduce__(self) -> Any:
            return ran.append, (True,)

    made = io.BytesIO()
    np.savez(made, np.array([Evil()], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="weights of this run are damaged"):
        mine.import_runs(io.BytesIO(rewritten(file, {f"0/{WEIGHTS_FILE}": made.getvalue()})))
    assert ran == []
    assert list(mine.folder.iterdir()) == []


def change_json(file: str, /, **changes: Any) -> dict[str, Callable[[bytes], bytes]]:
    return {file: lambda old: json.dumps({**json.loads(old), **changes}).encode()}


def change_spec(old: bytes) -> bytes:
    spec = json.loads(old)
    spec["layers"][0]["name"] = "LayerOfTomorrow"
    return json.dumps(spec).encode()


P = 2 * 3 + 3 + 3 + 1  # two inputs to three units, three to one
DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nnplay.json": b'{"format": 2, "runs": 1}'}, "newer version of nnplay: its format is 2.*Update nnplay"),
        ({"nnplay.json": b'{"format": "<script>", "runs": 1}'}, "newer version of nnplay|damaged"),
        ({"nnplay.json": None}, "damaged"),
        ({"nnplay.json": b'{"format": 1, "runs": 100000}'}, "damaged"),
        ({"nnplay.json": b'{"format": 1, "runs": 2}'}, "damaged"),
        (
            {f"0/{SPEC_FILE}": change_spec},
            "perhaps because a newer version of nnplay wrote it: Layer 1: There is no layer",
        ),
        ({f"0/{SPEC_FILE}": DEEP}, "cannot be read|damaged"),
        ({f"0/{SPEC_FILE}": None}, "damaged"),
        ({f"0/{SPEC_FILE}": b"\xff\xfe"}, "damaged"),
        ({"0/about.json": b"[]"}, "The description of this run"),
        ({"0/about.json": DEEP}, "The description of this run|damaged"),
        (change_json("0/about.json", name=["a"]), "The description of this run"),
        (change_json(f"0/{HISTORY_FILE}", status="running"), "history of this run is damaged"),
        (change_json(f"0/{HISTORY_FILE}", epochs=[1, 2, 3]), "history of this run is damaged"),
        (change_json(f"0/{HISTORY_FILE}", seconds=[0.5, "<b>"]), "history of this run is damaged"),
        (change_json(f"0/{HISTORY_FILE}", columns={"](http://x)": [1, 2]}), "history of this run is damaged"),
        (change_json(f"0/{HISTORY_FILE}", test_metrics={"loss": [1]}), "history of this run is damaged"),
        (change_json(f"0/{HISTORY_FILE}", parameters=10**400), "history of this run is damaged"),
        (change_json(f"0/{HISTORY_FILE}", more=1), "history of this run is damaged"),
        ({"0/preprocess.json": b"{}"}, "prepare new examples"),
        (change_json("0/preprocess.json", family="image"), "prepare new examples"),
        ({f"0/{WEIGHTS_FILE}": b"no archive"}, "weights of this run are damaged"),
        ({f"0/{WEIGHTS_FILE}": npz(np.zeros(P - 1, np.float32))}, "do not belong to its layers"),
        ({f"0/{WEIGHTS_FILE}": npz(np.zeros(P + 1, np.float32))}, "weights of this run are damaged"),
        ({f"0/{WEIGHTS_FILE}": npz(np.zeros(P, np.float64))}, "do not belong to its layers"),
        ({f"0/{WEIGHTS_FILE}": npz(np.array(["a" * P]))}, "weights of this run are damaged"),
        ({f"0/{WEIGHTS_FILE}": b"0" * 2_000_000}, "too large"),
        ({"0/optimizer.npz": npz(np.zeros(10_000, np.float32))}, "weights of this run are damaged"),
        ({"0/seeds.json": b"[[1, 2, 3]]"}, "damaged"),
        ({"0/seeds.json": b'[["a", "b"]]'}, "damaged"),
    ],
)
def test_what_does_not_belong_together_is_told_in_one_sentence_and_nothing_is_kept(
    change: dict[str, Any], sentence: str, file: bytes, mine: RunStore
) -> None:
    mine.import_runs(io.BytesIO(file))  # whole it can be read
    with pytest.raises(DataError, match=sentence) as caught:
        mine.import_runs(io.BytesIO(rewritten(file, change)))
    assert len(caught.value.message) < 600
    assert len(list(mine.folder.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b,y\n1,2,3\n" * 100])
def test_what_is_no_archive_is_told_in_a_sentence(content: bytes, mine: RunStore) -> None:
    with pytest.raises(DataError, match="damaged, or it is not a file"):
        mine.import_runs(io.BytesIO(content))


def test_a_file_that_was_cut_off_or_has_a_flipped_bit_is_damaged(file: bytes, mine: RunStore) -> None:
    with pytest.raises(DataError, match="damaged"):
        mine.import_runs(io.BytesIO(file[: len(file) // 2]))
    place = file.index(b"NUMPY") + 140  # in the weights
    flipped = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
    with pytest.raises(DataError, match="damaged"):
        mine.import_runs(io.BytesIO(flipped))


def test_a_file_that_unpacks_to_more_than_is_allowed_is_refused_before(
    file: bytes, mine: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("nnplay.json", b'{"format": 1, "runs": 1}')
        for name in ("about.json", "spec.json", "history.json"):
            with bomb.open(f"0/{name}", "w", force_zip64=True) as member:
                for _ in range(40):
                    member.write(bytes(1_000_000))
    monkeypatch.setenv(HOSTED_VARIABLE, "1")
    assert len(made.getvalue()) < 200_000
    with pytest.raises(DataError, match="would take 120 MB; at most 100 MB"):
        mine.import_runs(io.BytesIO(made.getvalue()))


def test_a_file_that_lies_about_its_sizes_is_damaged(file: bytes, mine: RunStore) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("nnplay.json", b'{"format": 1, "runs": 1}')
        bomb.writestr("0/about.json", bytes(50_000_000))
    lying = bytearray(made.getvalue())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lying.rindex(signature)
        assert struct.unpack_from("<I", lying, at + place) == (50_000_000,)
        struct.pack_into("<I", lying, at + place, 300)
    with pytest.raises(DataError, match="damaged"):
        mine.import_runs(io.BytesIO(bytes(lying)))


def test_an_array_that_claims_to_be_huge_takes_no_memory(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }"
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header) + 1) + header + b"\n" + bytes(8))
    (tmp_path / "weights.npz").write_bytes(made.getvalue())
    for most in (100, 10**13):
        with pytest.raises(DataError, match="damaged"):
            read_arrays(tmp_path / "weights.npz", most)


def test_names_in_the_archive_lead_nowhere(file: bytes, mine: RunStore, tmp_path: Path) -> None:
    extra = {"../../escaped": b"x", "/tmp/escaped": b"x", "0/../escaped": b"x", "0/checkpoints/../x.npy": b"x"}
    (kept,) = mine.import_runs(io.BytesIO(rewritten(file, dict(extra))))
    assert not [path for name in ("escaped", "x.npy") for path in tmp_path.rglob(name)]
    assert {path.name for path in kept.folder.iterdir()} == {
        "about.json", "spec.json", "history.json", "preprocess.json", "seeds.json", "weights.npz",
    }  # fmt: skip


def test_sentences_of_a_history_from_elsewhere_are_our_own(file: bytes, mine: RunStore) -> None:
    change = change_json(f"0/{HISTORY_FILE}", message="![](http://example.com/seen.png)", why="[x](http://example.com)")
    change |= change_json("0/about.json", base="Run 3 [x](http://example.com)")
    (kept,) = mine.import_runs(io.BytesIO(rewritten(file, change)))
    assert (kept.history.message, kept.history.why) == ("All epochs are done.", "")
    assert "[" not in kept.about.base


def test_a_diverged_history_with_numbers_that_are_none_comes_back(mine: RunStore) -> None:
    history = history_of(spec_of())
    history.columns["loss"][1] = float("nan")
    history.reason, history.test_metrics = "diverged", {}
    back = checked_history(json.loads(json.dumps(history.to_dict())))
    assert np.isnan(back.columns["loss"][1])
    assert "In epoch 3 the loss" in back.message


def test_a_film_goes_along_where_it_is_small(store: RunStore, mine: RunStore, tmp_path: Path) -> None:
    folder = made_run(tmp_path / "a")
    history = json.loads((folder / HISTORY_FILE).read_text())
    (folder / HISTORY_FILE).write_text(json.dumps({**history, "checkpoints": [0, 2]}))
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "checkpoints.json").write_text("{}")
    for epoch in (0, 2):
        np.save(folder / "checkpoints" / f"{epoch:06d}.npy", np.full(P, epoch, np.float32))
    file = exported(store, store.add(folder).id)
    (kept,) = mine.import_runs(io.BytesIO(file))
    assert kept.history.checkpoints == (0, 2)
    about = json.loads((kept.folder / "checkpoints" / "checkpoints.json").read_text())
    assert ExperimentSpec.from_dict(about["spec"]) == kept.spec
    np.testing.assert_array_equal(np.load(kept.folder / "checkpoints" / "000002.npy"), np.full(P, 2.0))
    wrong = io.BytesIO()
    np.save(wrong, np.zeros(P - 1, np.float32))
    with pytest.raises(DataError, match="film of this run does not belong"):
        mine.import_runs(io.BytesIO(rewritten(file, {"0/checkpoints/000002.npy": wrong.getvalue()})))
