"""Result codes: a true one comes back whole, and each kind of wrong one is refused by its own sentence."""

from __future__ import annotations

import base64
import textwrap
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.classroom.key import home_key, key_of
from nnplay.classroom.pasted import read_codes
from nnplay.classroom.result import NOTES, Result
from nnplay.classroom.signature import _pack, _unpack, find_codes, seal, unseal
from nnplay.errors import ClassroomError, ResultError
from tests.classroom.factories import made_result
from tests.strategies import examples, experiments

KEY, OTHER = key_of("the key of this server"), key_of("the key of another one")

numbers = st.floats(allow_nan=False, allow_infinity=False)
results = st.builds(
    Result,
    assignment=st.text("0123456789abcdef", max_size=12),
    name=st.text(max_size=40),
    spec=experiments(3),
    metrics=st.dictionaries(st.sampled_from(["loss", "accuracy", "mean_absolute_error"]), numbers),
    parameters=st.integers(0, 10**9),
    epochs=st.integers(0, 10_000),
    seconds=numbers,
    created=st.just("2026-03-02T09:30:00+00:00"),
    attempt=st.integers(1, 1000),
    held=st.lists(st.booleans(), max_size=12).map(tuple),
    explanation=st.text(max_size=300),
    weights=st.text("0123456789abcdef", max_size=20),
    notes=st.sets(st.sampled_from(sorted(NOTES))).map(sorted).map(tuple),
)


@examples(60)
@given(results)
def test_a_code_gives_the_result_back_also_out_of_a_mail(result: Result) -> None:
    assert Result.from_json(result.to_json()) == result
    code = seal(result, KEY)
    assert unseal(code, KEY) == result
    quoted = "\n".join(f"> > {line}=" for line in textwrap.wrap(code, 61))
    text = f"Hello [all],\nhere it is:\n{quoted}\nBye\n{code.lower()}\n"
    assert [unseal(one, KEY) for one in find_codes(text)] == [result, result]


def test_codes_are_short_and_hold_only_letters_and_digits() -> None:
    code = seal(made_result(explanation=""), KEY)
    assert len(code) < 300
    assert code.removeprefix("NNPLAY[").removesuffix("]").isalnum()
    assert code == seal(made_result(explanation=""), KEY)


def bytes_of(code: str) -> bytes:
    letters = code.removeprefix("NNPLAY[").removesuffix("]")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def code_of(body: bytes) -> str:
    """A code with a right checksum, as somebody who knows how codes are made would write it."""
    letters = base64.b32encode(body + zlib.crc32(body).to_bytes(4)).decode().rstrip("=")
    return f"NNPLAY[{letters}]"


def test_a_code_with_another_result_in_it_was_changed() -> None:
    body = bytes_of(seal(made_result(), KEY))[:-4]
    better = replace(Result.from_json(_unpack(body[31:])), metrics={"loss": 0.01, "accuracy": 1.0})
    rest = body[3:31] + _pack(better.to_json().encode())
    with pytest.raises(ResultError, match=r"was changed: its seal is real"):
        unseal(code_of(body[:1] + len(rest).to_bytes(2) + rest), KEY)


def test_a_code_that_was_made_up_is_forged() -> None:
    body = bytearray(bytes_of(seal(made_result(), OTHER))[:-4])
    body[3:7] = bytes_of(seal(made_result(), KEY))[3:7]  # under the name of this server's key
    with pytest.raises(ResultError, match="is forged"):
        unseal(code_of(bytes(body)), KEY)


WRONG = {
    "other server": (lambda code: seal(made_result(), OTHER), "another server"),
    "no code": (lambda code: "Hello", "no result code here"),
    "no end": (lambda code: code[:-1], "closing bracket is missing"),
    "a line lost": (lambda code: code[:60] + code[120:], "part of this code is missing"),
    "a letter changed": (lambda code: code[:80] + ("A" if code[80] != "A" else "B") + code[81:], "damaged"),
    "two letters swapped": (lambda code: code.replace(code[90:92], code[91:89:-1]), "damaged"),
    "words in it": (lambda code: code[:60] + " see above! " + code[60:], "damaged|missing"),
    "another version": (lambda code: code_of(b"\x02" + bytes_of(code)[1:-4]), "another version of nnplay"),
    "empty": (lambda code: "NNPLAY[]", "damaged|missing"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_code_is_refused_by_its_own_sentence(case: str) -> None:
    change, sentence = WRONG[case]
    code = seal(made_result(weights="0123456789abcdef0123"), KEY)
    with pytest.raises(ResultError, match=sentence):
        unseal(change(code), KEY)


def test_many_codes_are_read_at_once_each_with_its_problem() -> None:
    ada, bo = made_result(), made_result(name="Bo", explanation="")
    sealed, later = seal(ada, KEY), seal(replace(ada, created="2026-03-02T11:00:00+00:00"), KEY)
    text = (
        f"From: Ada\n{sealed}\n--\nBo: {seal(bo, KEY)} and again {later}"
        f"\n{seal(replace(ada, assignment='ffffffffffff'), KEY)}\n{seal(ada, OTHER)}\n{sealed[:80]}\n"
    )
    found = read_codes(text, KEY, ada.assignment)
    assert [one.result for one in found] == [ada, bo, None, None, None, None]
    problems = ("", "", "read before", "another assignment", "another server", "cut off")
    for one, problem in zip(found, problems, strict=True):
        assert problem in one.problem
    assert "counts only once" in read_codes(sealed, KEY, known=[ada])[0].problem
    with pytest.raises(ResultError, match="no result code in this text"):
        read_codes("Hello", KEY)


def test_the_key_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "classroom" / "key"
    key = home_key(file)
    assert (home_key(file), file.stat().st_mode & 0o777, len(key)) == (key, 0o600, 32)
    assert [path.name for path in file.parent.iterdir()] == ["key"]
    file.chmod(0o644)
    assert home_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert home_key(tmp_path / "other") != key
    file.write_text("short")
    with pytest.raises(ClassroomError, match="holds no key"):
        home_key(file)
    with pytest.raises(ClassroomError, match="too short"):
        key_of("123456789012345 ")
