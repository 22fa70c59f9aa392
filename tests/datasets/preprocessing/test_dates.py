"""Dates in the writings that people use, and the parts of them that become inputs, against the calendar."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.datasets.preprocessing.dates import part_values, parts_of, read_dates, to_moments, to_seconds

WRITTEN = {
    "2024-03-01": "2024-03-01",
    "2024-3-1 14:30": "2024-03-01T14:30",
    "2024-03-01T14:30:05.123Z": "2024-03-01T14:30:05",
    "2024-03-01 14:30:05+01:00": "2024-03-01T14:30:05",
    "2024/03/01": "2024-03-01",
    "01.03.2024": "2024-03-01",
    "1.3.24": "2024-03-01",
    "1.3.69": "1969-03-01",
    "14/3/2024 2:30 PM": "2024-03-14T14:30",
    "3/14/2024 12:05 am": "2024-03-14T00:05",
    "1949-01": "1949-01-01",
    "01/1949": "1949-01-01",
    "12.2024": "2024-12-01",
    "1949M07": "1949-07-01",
    "12 Mar 2024": "2024-03-12",
    "12-Mar-24": "2024-03-12",
    "12. März 2024": "2024-03-12",
    "Fri, 12 March 2024 10:00": "2024-03-12T10:00",
    "March 5th, 2024": "2024-03-05",
    "Mar 5, 2024 10:00 pm": "2024-03-05T22:00",
    "Okt. 2023": "2023-10-01",
    "2024-Q3": "2024-07-01",
    "Q3 2024": "2024-07-01",
    "2024-W05": "2024-01-29",
    "20240229": "2024-02-29",
    "08:30": "1970-01-01T08:30",
    "8:30:15 pm": "1970-01-01T20:30:15",
    "2024/03/01 10:00:00 AM GMT+1": "2024-03-01T10:00",
    "2024-03-01 10:00 UTC": "2024-03-01T10:00",
    "24:00": "1970-01-01T00:00",
    "1er août 2023": "2023-08-01",
    "3 févr. 2023": "2023-02-03",
    "12 de enero de 2024": "2024-01-12",
    "12-ene-24": "2024-01-12",
    "3 maggio 2023": "2023-05-03",
    "12 mei 2024": "2024-05-12",
    "12/out/2023": "2023-10-12",
    "3 de março de 2023": "2023-03-03",
    "12 października 2024": "2024-10-12",
    "5 мая 2023": "2023-05-05",
    "2024年3月1日": "2024-03-01",
    "2024년 3월 1일 10:15": "2024-03-01T10:15",
    "KW 5/2024": "2024-01-29",
    "3. Quartal 2023": "2023-07-01",
    "Q3/23": "2023-07-01",
    "24.12.2023 18:30 Uhr": "2023-12-24T18:30",
    "8h30": "1970-01-01T08:30",
    "Mo, 04.03.2024": "2024-03-04",
    "Fri Mar 01 12:00:00 +0000 2024": "2024-03-01T12:00",
    "Fri Mar  1 12:00:00 2024": "2024-03-01T12:00",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_dates([text], False).values[0] == np.datetime64(WRITTEN[text], "s")


@pytest.mark.parametrize(
    "text",
    [
        "20240230",
        "31.02.2024",
        "2024-13",
        "hello",
        "12",
        "1.5",
        "25:00",
        "2024",
        "abc 2024",
        "5 Foo 2024",
        "1/2/3",
        "",
        "set 12",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert np.isnat(read_dates([text], False).values[0])


@given(
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2199, 1, 1)),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"]),
)
def test_dates_and_their_parts_are_those_of_the_calendar(when: datetime.datetime, form: str) -> None:
    when = when.replace(microsecond=0)
    moments = read_dates([when.strftime(form), None], False).values
    assert moments[0].item() == when
    assert np.isnat(moments[1])
    seconds = to_seconds(moments)
    assert (to_moments(seconds)[:1] == moments[:1]).all()

    def part(name: str) -> float:
        values = part_values(seconds, name)
        assert np.isnan(values[1])
        return float(values[0])

    assert part("year") == when.year
    assert part("day") == when.day
    hours = when.hour + when.minute / 60 + when.second / 3600
    for name, value, period in (("month", when.month - 1, 12), ("weekday", when.weekday(), 7), ("hour", hours, 24)):
        assert part(f"{name} (sine)") == pytest.approx(np.sin(2 * np.pi * value / period), abs=1e-9)
        assert part(f"{name} (cosine)") == pytest.approx(np.cos(2 * np.pi * value / period), abs=1e-9)


def test_december_lies_beside_january() -> None:
    seconds = to_seconds(np.array(["2024-12-01", "2025-01-01", "2025-06-01"], "datetime64[s]"))
    angles = np.column_stack([part_values(seconds, f"month ({wave})") for wave in ("sine", "cosine")])
    near, far = (np.linalg.norm(angles[place] - angles[1]) for place in (0, 2))
    assert near < 0.6 < 1.9 < far


def test_a_column_that_is_always_the_same_has_no_parts() -> None:
    assert parts_of(read_dates(["2024-03-01"] * 3, False)) == ()
    assert parts_of(read_dates([None, "x"], False)) == ()


def test_plain_dates_are_read_as_the_others_are() -> None:
    texts = ["2024-03-01", None, "1931-12-24", "2024-02-29"]
    quick, slow = read_dates(texts, False), read_dates([*texts, "1.1.2024"], False)
    np.testing.assert_array_equal(quick.values, slow.values[:-1])
    assert np.isnat(read_dates(["2024-03-01", "2024-02-30"], False).values).tolist() == [False, True]
