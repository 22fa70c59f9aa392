"""California housing: what homes cost, by district."""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.datasets.base import Raw
from nnplay.datasets.kinds.table import register_table, sklearn_code
from nnplay.datasets.store import data_files
from nnplay.datasets.store.downloads import RemoteFile
from nnplay.i18n import N_, tr

# URL and checksum as sklearn/datasets/_california_housing.py publishes them.
HOUSING_FILE = RemoteFile(
    "cal_housing.tgz",
    "https://ndownloader.figshare.com/files/5976036",
    "aaa5c9a6afe2225cc2aed2723682ae403280c4a3695a2ddda4ffb5d8215ea681",
)
HOUSING_ROWS = 20_640
MEMBER = "CaliforniaHousing/cal_housing.data"
COLUMNS = 9
"""Of the file: longitude, latitude, age, rooms, bedrooms, population, households, income, value."""


def read_housing(path: Path) -> Raw:
    """California housing from its archive, made into the columns of `sklearn.datasets.fetch_california_housing`.

    Returns:
        x float64 (20640, 8): median income in 10,000 dollars, median age of the houses in years, rooms and bedrooms
        per household, people, people per household, latitude and longitude in degrees; y float64 (20640,): the
        median value of the houses in 100,000 dollars.

    Raises:
        DataError: If the archive is cut off, or rows or columns are missing.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            member = archive.getmember(MEMBER)
            if member.size > 200 * HOUSING_ROWS:
                raise data_files.damaged(path, tr("{member} is too large", member=MEMBER))
            text = (archive.extractfile(member) or io.BytesIO()).read().decode("ascii")
    except KeyError as error:
        raise data_files.damaged(path, tr("it lacks {member}", member=MEMBER)) from error
    except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        raise data_files.damaged(path, tr("it cannot be unpacked completely")) from error
    try:
        table = np.loadtxt(text.splitlines(), delimiter=",", comments=None, ndmin=2)
    except ValueError as error:
        raise data_files.damaged(path, tr("it has something that is not a number")) from error
    if table.shape != (HOUSING_ROWS, COLUMNS):
        raise data_files.damaged(
            path,
            tr("its table has the shape {shape} instead of {value}", shape=table.shape, value=(HOUSING_ROWS, COLUMNS)),
        )
    longitude, latitude, age, rooms, bedrooms, people, households, income, value = table.T
    if not np.isfinite(table).all() or not (households > 0).all():
        raise data_files.damaged(path, tr("a number is not finite, or a district has no households"))
    x = np.column_stack(
        [income, age, rooms / households, bedrooms / households, people, people / households, latitude, longitude]
    )
    return Raw(x, value / 100_000)


def load_housing(options: Mapping[str, Any]) -> Raw:
    """California housing.

    Raises:
        DataError: If the file cannot be had or is damaged.
    """
    return read_housing(data_files.find_file(HOUSING_FILE))


register_table(
    "housing",
    N_(
        "20,640 districts of California in 1990: what is a house worth there (MedHouseVal, in 100,000 dollars), by "
        "the people's income (MedInc, in 10,000 dollars), age and size of the houses, and where they stand? Values "
        "above 5 were cut off at 5."
    ),
    label=N_("California housing"),
    source=N_(
        "R. K. Pace, R. Barry 1997, [as scikit-learn fetches it]"
        "(https://scikit-learn.org/stable/modules/generated/sklearn.datasets.fetch_california_housing.html)"
    ),
    columns=("MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"),
    target="MedHouseVal",
    load=load_housing,
    code=sklearn_code("fetch_california_housing"),
    files=(HOUSING_FILE,),
)
