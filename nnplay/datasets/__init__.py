"""Datasets: their declarations in the registry `DATASETS`, and `load_dataset`.

The family modules register their datasets in the order in which they are imported; the digits
that ship with scikit-learn come first, as the default that needs no download.
"""

from nnplay.datasets import images, photos, points, synthetic, synthetic_regression, tabular, tabular_housing

from nnplay.datasets import own_table, own_pictures, drawings  # isort: skip
from nnplay.datasets.base import Dataset, DatasetKind, Family, Part, Raw, Signature
from nnplay.datasets.load import forget_datasets, load_dataset, prepare

__all__ = [
    "Dataset",
    "DatasetKind",
    "Family",
    "Part",
    "Raw",
    "Signature",
    "drawings",
    "forget_datasets",
    "images",
    "load_dataset",
    "own_pictures",
    "own_table",
    "photos",
    "points",
    "prepare",
    "synthetic",
    "synthetic_regression",
    "tabular",
    "tabular_housing",
]
