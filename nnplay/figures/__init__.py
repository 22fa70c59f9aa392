"""Plotly figures from plain data; the only room that imports Plotly."""

from nnplay.figures.curves import loss_curve, metric_curve, metric_title, show_metric
from nnplay.figures.data import class_counts, line_fit, scatter_plane
from nnplay.figures.images import single_image, tile_grid, tile_table
from nnplay.figures.marked import number_grids, picture, weight_matrix
from nnplay.figures.network import network_picture, network_pictures, network_table
from nnplay.figures.neurons import neuron_curves, neuron_map
from nnplay.figures.predictions import probability_bars, show_percent, unit_bars, verdicts
from nnplay.figures.reasons import class_activation, reason_bars
from nnplay.figures.representations import layer_scatter
from nnplay.figures.states import dead_shares, histograms
from nnplay.figures.style import by_width

__all__ = [
    "by_width",
    "class_activation",
    "class_counts",
    "dead_shares",
    "histograms",
    "layer_scatter",
    "line_fit",
    "loss_curve",
    "metric_curve",
    "metric_title",
    "network_picture",
    "network_pictures",
    "network_table",
    "neuron_curves",
    "neuron_map",
    "number_grids",
    "picture",
    "probability_bars",
    "reason_bars",
    "scatter_plane",
    "show_metric",
    "show_percent",
    "single_image",
    "tile_grid",
    "tile_table",
    "unit_bars",
    "verdicts",
    "weight_matrix",
]
