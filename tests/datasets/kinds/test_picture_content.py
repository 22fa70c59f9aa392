"""Pictures as people bring them: what is on them is kept, what lies beside them is left out and named."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import tracemalloc
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nnplay.datasets import prepare
from nnplay.datasets.kinds import archive_pictures, own_pictures
from nnplay.datasets.kinds.archive_pictures import picture, pictures
from nnplay.datasets.kinds.image_archive import contents
from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER, DATA_FOLDER
from nnplay.errors import DataError
from nnplay.spec import DatasetSpec
from tests.datasets.kinds.test_own_pictures import file_of, flat, huge_png, two_classes, zipped

CASES = Path(os.environ.get(DATA_FOLDER) or "../shared/datasets").parent / "cases"


def ring(ink: Any, paper: Any) -> np.ndarray:
    """A ring of one color on another, 40 x 40."""
    y, x = np.indices((40, 40)) - 19.5
    on_it = np.abs(np.hypot(x, y) - 12) < 2.5
    return np.where(on_it[..., None] if np.ndim(ink) else on_it, ink, paper).astype(np.uint8)


@pytest.mark.parametrize("light", [255, 235])
def test_light_lines_on_nothing_stay_visible(light: int) -> None:
    drawn = picture(file_of(ring((light, light, light, 255), (0, 0, 0, 0))), 40, 1)
    assert drawn.max() - drawn.min() > 200
    assert drawn[0, 0] == 0  # dark paper
    dark = picture(file_of(ring((0, 0, 0, 255), (0, 0, 0, 0))), 40, 1)
    assert (dark[0, 0], dark.min()) == (255, 0)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_few_bits_in_sixteen_are_stretched_by_the_brightest_of_all_pictures(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    ramp = np.linspace(0, 4095, 144).reshape(12, 12).astype(np.uint16)
    files = {f"{name}/{row}.{format.lower()}": ramp // (row + 1) for name in "ab" for row in range(3)}
    found = pictures(zipped({path: file_of(pixels, format) for path, pixels in files.items()}), 12, 1)
    assert found.bits == 12
    assert [int(x.max()) for x in found.x[:3]] == [255, 127, 85]  # darker ones stay darker
    assert "12 bits" in found.notes[0]
    file = uploads.keep(zipped({path: file_of(pixels, format) for path, pixels in files.items()}))
    pixels = prepare(DatasetSpec("pictures", file=file, side=12, test_size=0.34, stratify=False)).preprocess.pixels
    assert pixels
    assert pixels.bits == 12  # kept with the run, for new pictures
    alone = file_of(ramp // 3, format)
    assert picture(alone, 12, 1, bits=found.bits).max() == 85
    assert picture(alone, 12, 1).max() == 85  # by itself too: its 11 bits count as 12


@pytest.mark.parametrize(
    ("format", "mode"), [("WEBP", "RGB"), ("GIF", "P"), ("BMP", "RGB"), ("TIFF", "RGB"), ("TIFF", "CMYK"), ("PNG", "1")]
)
def test_other_formats_are_read(format: str, mode: str) -> None:
    image = Image.fromarray(ring((0, 0, 0), (255, 255, 255))).convert(mode)
    image.save(file := io.BytesIO(), format, **({"lossless": True} if format == "WEBP" else {}))
    drawn = picture(file.getvalue(), 40, 1)
    np.testing.assert_allclose(drawn[..., 0], ring(0, 255), atol=3)


def test_a_cameras_second_picture_is_no_animation() -> None:
    first, second = (Image.fromarray(flat((value, value, value))) for value in (200, 30))
    first.save(file := io.BytesIO(), "MPO", save_all=True, append_images=[second])
    assert picture(file.getvalue(), 8, 1).mean() == pytest.approx(200, abs=2)


def test_what_lies_beside_the_pictures_is_left_out_and_named() -> None:
    beside = {
        "README.txt": b"x",
        "set/labels.csv": b"x",
        "cover.png": file_of(flat(9)),
        "set/.ipynb_checkpoints/1.png": file_of(flat(9)),
        ".git/x.png": b"",
        "set/dark/._0.png": b"",
        "Thumbs.db": b"",
    }
    found = pictures(zipped({**two_classes(), **beside}), 12, 1)
    assert found.names == ("dark", "light")
    assert len(found.x) == 12
    assert found.notes[0] == (
        "3 files are left out because they are not pictures in a folder: “README.txt”, “set/labels.csv”, “cover.png”."
    )


def test_one_colored_pictures_are_counted() -> None:
    files = {f"{name}/{row}.png": file_of(ring(row * 20, 200)) for name in "ab" for row in range(4)}
    found = pictures(zipped({**files, "a/blank.png": file_of(flat(255))}), 12, 1)
    assert found.notes == ("1 picture is a single color: there is nothing to see.",)


NAMES = st.lists(st.integers(0, 10**30), min_size=2, max_size=12, unique=True)


@settings(max_examples=30, deadline=None)
@given(NAMES)
def test_classes_are_in_the_order_of_counting(numbers: list[int]) -> None:
    named = {f"{before}{number}/1.png": b"" for number in numbers for before in ("", "step ")}
    names = contents(zipped(named)).names
    expected = [str(number) for number in sorted(numbers)]
    assert names == (*expected, *(f"step {number}" for number in expected))


def test_one_class_has_one_name_however_it_is_written() -> None:
    for_mac = unicodedata.normalize("NFD", "Äpfel")
    files = {
        "Äpfel/1.png": b"",
        f"{for_mac}/2.png": b"",
        "Birnen//1.png": b"",
        "./Birnen/2.png": b"",
        "a: b/1.png": b"",
    }
    assert contents(zipped(files)).names == ("a: b", "Birnen", "Äpfel")
    # The archives of macOS hold UTF-8 without saying so.
    unsaid = bytearray(zipped({"Äpfel/1.png": b"", "b/1.png": b""}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = unsaid.find(mark)
        while place >= 0:
            unsaid[place + flags + 1] &= 0xF7
            place = unsaid.find(mark, place + 1)
    assert contents(bytes(unsaid)).names == ("b", "Äpfel")


def lying(megabytes: int, says: int = 1000) -> bytes:
    """An archive whose first file is far larger than the list of contents says."""
    content = bytearray(
        zipped({"a/1.png": bytes(megabytes * 2**20), "b/1.png": b"x"}, compression=zipfile.ZIP_DEFLATED)
    )
    for place in (content.find(b"PK\x03\x04") + 22, content.find(b"PK\x01\x02") + 24):
        content[place : place + 4] = struct.pack("<I", says)
    return bytes(content)


def test_what_lies_about_its_size_is_not_unpacked_whole() -> None:
    content = lying(64)
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"“a/1\.png” cannot be unpacked"):
            pictures(content, 8, 1)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_all_pixels_together_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{'ab'[row % 2]}/{row}.png": huge_png(5000, 5000) for row in range(100)}
    monkeypatch.setattr(archive_pictures, "picture", lambda *args: pytest.fail("one was decoded"))
    with pytest.raises(DataError, match="more than 300 million pixels"):
        pictures(zipped(many), 8, 1)
    large = file_of(flat((1, 2, 3), (1000, 1000)), "WEBP", method=0)
    late = {f"{'ab'[row % 2]}/{row}.webp": large for row in range(8)}
    monkeypatch.setattr(archive_pictures, "MAX_PIXELS", 5_000_000)
    with pytest.raises(DataError, match="more than 5 million pixels"):
        pictures(zipped(late), 8, 1)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_archive_ends_in_a_sentence(data: st.DataObject) -> None:
    content = bytearray(DAMAGED)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DataError):  # and nothing else
        pictures(bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]), 8, 1)


DAMAGED = zipped({f"{'ab'[row % 2]}/{row}.png": file_of(ring(row * 9, 250)) for row in range(6)})


def test_a_note_reaches_the_dataset_before_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path))
    spec = DatasetSpec("pictures", file=uploads.keep(zipped({**two_classes(), "notes.txt": b"x"})), side=8)
    assert "“notes.txt”" in own_pictures.notes(spec.options)[0]


CASE_FILES = {
    "hidden_folder.zip": "",
    "readme_beside_pictures.zip": "",
    "twelve_bits_in_sixteen.zip": "",
    "two_pictures_in_one_jpeg.zip": "",
    "white_ink_on_transparent.zip": "",
    "force/pixels_100x25MP.zip": "million pixels",
    "force/pixels_3000x25MP.zip": "million pixels",
    "force/zip_says_1kB_is_1GB.zip": "cannot be unpacked",
    "force/zip_ValueError.zip": "damaged|cannot be unpacked",
}


@pytest.mark.parametrize("name", CASE_FILES)
def test_files_that_once_went_wrong(name: str) -> None:
    if not (CASES / name).is_file():
        pytest.skip(f"{CASES} has no {name}")
    content = (CASES / name).read_bytes()
    if CASE_FILES[name]:
        with pytest.raises(DataError, match=CASE_FILES[name]):
            pictures(content, 8, 1)
        return
    found = pictures(content, 24, 1)
    assert all(not label.startswith(".") for label in found.names)
    assert found.x.std() > 20
    assert found.x.max() > 200
