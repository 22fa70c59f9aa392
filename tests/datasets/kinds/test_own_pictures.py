"""Pictures of the student's own: read as they are, and dangerous archives refused before they are unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnplay.datasets import prepare
from nnplay.datasets.kinds.archive_pictures import picture, pictures
from nnplay.datasets.kinds.image_archive import MAX_UNPACKED_BYTES, contents, pack
from nnplay.datasets.kinds.own_pictures import example_pictures
from nnplay.datasets.store import uploads
from nnplay.datasets.store.data_files import CACHE_FOLDER
from nnplay.errors import DataError
from nnplay.spec import DatasetSpec


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_FOLDER, str(tmp_path_factory.mktemp("cache")))
        yield


def file_of(pixels: np.ndarray, format: str = "PNG", **options: Any) -> bytes:
    """A picture as a file."""
    Image.fromarray(pixels).save(file := io.BytesIO(), format, **options)
    return file.getvalue()


def flat(color: Any, size: tuple[int, int] = (12, 12)) -> np.ndarray:
    """A picture of one color, grey or three numbers."""
    return np.full((*size, *np.shape(color)), color, np.uint8)


def zipped(files: dict[str, bytes], **options: Any) -> bytes:
    """An archive."""
    with zipfile.ZipFile(packed := io.BytesIO(), "w", **options) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def two_classes(**more: bytes) -> dict[str, bytes]:
    """Six dark and six light pictures, in folders."""
    files = {f"set/dark/{row}.png": file_of(flat(row)) for row in range(6)}
    return {**files, **{f"set/light/{row}.JPG": file_of(flat(250), "JPEG") for row in range(6)}, **more}


def test_folders_are_classes_and_pixels_are_kept() -> None:
    content = zipped({**two_classes(), "__MACOSX/set/._0.png": b"x", "set/.DS_Store": b"x", "set/dark/": b""})
    found = pictures(content, 12, 1)
    x, y = found.x, found.y
    assert found.names == ("dark", "light")
    assert x.shape == (12, 12, 12, 1)
    assert [x[row].mean() for row in range(6)] == list(range(6))
    assert y.tolist() == [0] * 6 + [1] * 6
    np.testing.assert_allclose(x[6:], 250, atol=2)


def test_own_pictures_are_a_dataset_in_grey_and_in_colour() -> None:
    red, green = file_of(flat((255, 0, 0))), file_of(flat((0, 255, 0)))
    file = uploads.keep(pack({"red": [("a.png", red)] * 6, "green": [("b.png", green)] * 6}))
    data = prepare(DatasetSpec("pictures", file=file, side=8, color="colour"))
    assert (data.input_shape, data.class_names, data.task) == ((8, 8, 3), ("green", "red"), "binary")
    for x, label in zip(data.x_train, data.y_train, strict=True):
        np.testing.assert_array_equal(x[0, 0], [1, 0, 0] if label else [0, 1, 0])
    grey = prepare(DatasetSpec("pictures", file=file, side=16))
    assert grey.input_shape == (16, 16, 1)
    # The luma of Rec. 601, by which Pillow makes grey of colour.
    expected = {0: 0.587, 1: 0.299}
    assert all(abs(x.mean() - expected[int(y)]) < 0.01 for x, y in zip(grey.x_train, grey.y_train, strict=True))


def test_the_same_files_are_the_same_archive_and_classes_need_names() -> None:
    files = {"a": [("1.png", file_of(flat(1)))], "b": [("x.jpg", b"2")]}
    assert pack(files) == pack(files)
    assert [(one.label, one.path) for one in contents(pack(files)).entries] == [
        ("a", "a/0000.png"),
        ("b", "b/0000.jpg"),
    ]
    for wrong in ("", "  ", "../up", "a/b", ".hidden"):
        with pytest.raises(DataError, match="cannot be called"):
            pack({wrong: [("1.png", b"")]})


def test_long_pictures_are_cut_to_their_middle_and_turned_as_the_camera_was_held() -> None:
    wide = np.zeros((10, 30), np.uint8)
    wide[:, 10:20] = 200
    np.testing.assert_array_equal(picture(file_of(wide), 10, 1)[..., 0], 200)
    upright = np.zeros((16, 16), np.uint8)
    upright[:4] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by 90 degrees
    turned = picture(file_of(upright, "JPEG", exif=exif, quality=100), 16, 1)[..., 0]
    assert turned[:, -2:].mean() > 200
    assert turned[:, :8].mean() < 20


def test_what_is_transparent_is_paper_and_16_bits_are_not_cut_off() -> None:
    clear = np.zeros((8, 8, 4), np.uint8)
    assert picture(file_of(clear), 8, 1).min() == 255
    deep = np.full((8, 8), 40_000, np.uint16)
    np.testing.assert_array_equal(picture(file_of(deep), 8, 1), 40_000 >> 8)


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header tells of many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def moving() -> bytes:
    frames = [Image.fromarray(flat(value)) for value in (0, 200)]
    frames[0].save(file := io.BytesIO(), "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


PICTURES = {
    "100 megapixels": (huge_png(10_000, 10_000), "has 10,000 × 10,000 pixels; at most 25 million"),
    "more pixels than Pillow would open": (huge_png(60_000, 60_000), "too many pixels|60,000 pixels"),
    "a moving picture": (moving(), "is an animation"),
    "a text": (b"hello", "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
    "a drawing of lines": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a PNG, JPEG, WebP"),
    "an iPhone's picture": (b"\0\0\0\x18ftypheic" + bytes(100), "is a HEIC picture.*Save it as JPEG"),
    "half a picture": (file_of(np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8))[:1500], "damaged"),
    "an empty file": (b"", "is not a PNG, JPEG"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_no_picture_to_learn_from_is_refused_by_its_name(name: str) -> None:
    content, sentence = PICTURES[name]
    with pytest.raises(DataError, match=sentence):
        picture(content, 8, 1, "cat.png")
    with pytest.raises(DataError, match=rf"“set/dark/x.png”.*({sentence})"):
        pictures(zipped({**two_classes(), "set/dark/x.png": content}), 8, 1)


def locked() -> bytes:
    content = bytearray(zipped(two_classes()))
    place = content.find(b"PK\x01\x02")  # bit 0 of the flags in the list of contents
    content[place + 8] |= 1
    return bytes(content)


ZEROS = b"\0" * (MAX_UNPACKED_BYTES // 2 + 1)
ARCHIVES = {
    "no archive": (b"hello", "not a zip archive"),
    "half an archive": (zipped(two_classes())[:900], "not a zip archive, or it is damaged"),
    "a path that climbs out": (zipped({**two_classes(), "a/../../etc/x.png": b""}), "leads out of its folder"),
    "a path from the root": (zipped({**two_classes(), "/etc/x.png": b""}), "leads out of its folder"),
    "a path of Windows": (zipped({**two_classes(), "..\\up\\x.png": b""}), "leads out of its folder"),
    "something else than pictures": (
        zipped({"a/run.exe": b"", "b/run.exe": b""}),
        "is not a PNG.*no pictures beside it",
    ),
    "nothing to see": (zipped({"a/1.png": file_of(flat(7)), "b/1.png": file_of(flat(8))}), "look the same.*one color"),
    "one picture many times": (
        zipped({f"{name}/1.png": file_of(np.tile(np.arange(12, dtype=np.uint8) * 20, (12, 1))) for name in "ab"}),
        "All 2 pictures look the same",
    ),
    "unusual packing": (zipped(two_classes(), compression=zipfile.ZIP_LZMA), "packed in an unusual way"),
    "no folders": (zipped({"a.png": b"", "b.png": b""}), "“a.png” is not in a folder"),
    "one class": (zipped({"a/1.png": b"", "a/2.png": b""}), "pictures in 1 folder"),
    "nothing": (zipped({}), "pictures in 0 folders"),
    "a password": (locked(), "locked with a password"),
    "an archive in an archive": (zipped({"a/1.zip": zipped(two_classes()), "b/1.png": b""}), "pictures in 1 folder"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_cannot_be_taken_gets_a_sentence(name: str) -> None:
    content, sentence = ARCHIVES[name]
    with pytest.raises(DataError, match=sentence):
        pictures(content, 8, 1)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a/1.png": ZEROS, "b/2.png": ZEROS}, compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 300_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("it was unpacked"))
    with pytest.raises(DataError, match="more than 200 MB"):
        pictures(bomb, 8, 1)


def test_an_archive_that_lies_about_its_sizes_is_damaged() -> None:
    content = bytearray(zipped({"a/1.png": b"\0" * 5_000_000, "b/1.png": b"x"}, compression=zipfile.ZIP_DEFLATED))
    for place in (content.find(b"PK\x03\x04") + 22, content.find(b"PK\x01\x02") + 24):
        content[place : place + 4] = struct.pack("<I", 10)
    with pytest.raises(DataError, match=r"“a/1\.png” cannot be unpacked"):
        pictures(bytes(content), 8, 1)


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    full = zipped(two_classes())
    monkeypatch.setattr("nnplay.datasets.kinds.image_archive.MAX_PICTURES", 11)
    with pytest.raises(DataError, match="more than 11 pictures"):
        contents(full)
    monkeypatch.setattr("nnplay.datasets.kinds.image_archive.MAX_ENTRIES", 11)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *args: pytest.fail("its list of contents was read"))
    with pytest.raises(DataError, match="more than 11 pictures"):
        contents(full)


def test_a_wrong_archive_is_a_sentence_in_the_signature_too() -> None:
    spec = DatasetSpec("pictures", file=uploads.keep(b"no archive at all"))
    assert "not a zip archive" in spec.kind.signature(spec.options).problem
    with pytest.raises(DataError, match="not a zip archive"):
        prepare(spec)


def test_the_example_is_made_of_files_like_those_that_people_bring() -> None:
    found = pictures(example_pictures(), 24, 1)
    x, y = found.x, found.y
    assert (x.shape, found.names, found.notes) == ((180, 24, 24, 1), ("0", "1", "2"), ())
    assert np.bincount(y).tolist() == [60, 60, 60]
    import sklearn.datasets

    digits, _ = sklearn.datasets.load_digits(return_X_y=True)
    np.testing.assert_allclose(x[0, ::3, ::3, 0], digits[0].reshape(8, 8) * 255 / 16, atol=0.5)
