"""Datasets: their declarations in the registry `DATASETS`, and `load_dataset`.

The family modules register their datasets in the order in which they are imported; the digits
that ship with scikit-learn come first, as the default that needs no download.
"""

from nnplay.datasets.kinds import (
    digits,
    fashion_cifar,
    points,
    synthetic,
    synthetic_regression,
    tabular,
    tabular_housing,
    texts,
)
from nnplay.datasets.tables import own_table

from nnplay.datasets.kinds import own_pictures, own_text, drawings, class_drawings  # isort: skip
from nnplay.datasets.base import Dataset, DatasetKind, Raw
from nnplay.datasets.load import forget_datasets, is_loaded, load_dataset, prepare
from nnplay.datasets.signature import Family, Part, Signature

__all__ = [
    "Dataset",
    "DatasetKind",
    "Family",
    "Part",
    "Raw",
    "Signature",
    "class_drawings",
    "digits",
    "drawings",
    "fashion_cifar",
    "forget_datasets",
    "is_loaded",
    "load_dataset",
    "own_pictures",
    "own_table",
    "own_text",
    "points",
    "prepare",
    "synthetic",
    "synthetic_regression",
    "tabular",
    "tabular_housing",
    "texts",
]
