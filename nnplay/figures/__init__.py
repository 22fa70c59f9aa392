"""Plotly figures from plain data; the only room that imports Plotly."""

from nnplay.figures.answers import data_with_answers
from nnplay.figures.columns import box_plot, category_bars, histogram, split_bars
from nnplay.figures.curves import loss_curve, metric_curve, metric_title
from nnplay.figures.data import class_counts, line_fit, scatter_plane
from nnplay.figures.images import single_image, tile_grid, tile_table
from nnplay.figures.judging import (
    calibration_plot,
    confusion_map,
    predicted_plot,
    residual_plot,
    threshold_curve,
)
from nnplay.figures.kept_runs import COLOR_NAMES, RUN_COLORS, RunLine, run_curves, run_results, run_swatch
from nnplay.figures.marked import number_grids, picture, weight_matrix
from nnplay.figures.mosaic import mosaic_png, picture_png
from nnplay.figures.network import network_picture, network_pictures, network_table
from nnplay.figures.neurons import neuron_curves, neuron_map
from nnplay.figures.pairs import correlation_map, scatter_groups, scatter_values
from nnplay.figures.pixels import CHANNELS, framed_image, one_hot_row, pixel_numbers
from nnplay.figures.predictions import answer_grid, probability_bars, show_percent, unit_bars, verdicts
from nnplay.figures.reasons import class_activation, reason_bars
from nnplay.figures.repeats import seed_band, seed_dots, sweep_line, sweep_map
from nnplay.figures.representations import layer_scatter
from nnplay.figures.sequences import main_directions, named_matrix, state_lines, symbol_map
from nnplay.figures.states import dead_shares, histograms
from nnplay.figures.strips import Picture, step_pictures
from nnplay.figures.style import by_width
from nnplay.figures.values import scatter_plane_values

__all__ = [
    "CHANNELS",
    "COLOR_NAMES",
    "RUN_COLORS",
    "Picture",
    "RunLine",
    "answer_grid",
    "box_plot",
    "by_width",
    "calibration_plot",
    "category_bars",
    "class_activation",
    "class_counts",
    "confusion_map",
    "correlation_map",
    "data_with_answers",
    "dead_shares",
    "framed_image",
    "histogram",
    "histograms",
    "layer_scatter",
    "line_fit",
    "loss_curve",
    "main_directions",
    "metric_curve",
    "metric_title",
    "mosaic_png",
    "named_matrix",
    "network_picture",
    "network_pictures",
    "network_table",
    "neuron_curves",
    "neuron_map",
    "number_grids",
    "one_hot_row",
    "picture",
    "picture_png",
    "pixel_numbers",
    "predicted_plot",
    "probability_bars",
    "reason_bars",
    "residual_plot",
    "run_curves",
    "run_results",
    "run_swatch",
    "scatter_groups",
    "scatter_plane",
    "scatter_plane_values",
    "scatter_values",
    "seed_band",
    "seed_dots",
    "show_percent",
    "single_image",
    "split_bars",
    "state_lines",
    "step_pictures",
    "sweep_line",
    "sweep_map",
    "symbol_map",
    "threshold_curve",
    "tile_grid",
    "tile_table",
    "unit_bars",
    "verdicts",
    "weight_matrix",
]
