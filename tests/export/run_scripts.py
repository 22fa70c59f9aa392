"""Runs exported scripts in a process without nnplay, and keeps what came out.

Called as a program: `python run_scripts.py FOLDER …`; beside each `FOLDER/train.py` it writes `weights.npz`. A single
script runs as it would alone. Of several, each starts with Keras as new, and none waits for TensorFlow to compile it,
which would take longer than the few batches that it trains.
"""

import os
import runpy
import sys
from pathlib import Path

import numpy as np

folders = [Path(argument).resolve() for argument in sys.argv[1:]]
for folder in folders:
    if len(folders) > 1:
        import keras
        import tensorflow

        keras.utils.clear_session()
        keras.utils.set_random_seed(1)
        tensorflow.config.run_functions_eagerly(True)
    os.chdir(folder)
    names = runpy.run_path("train.py")
    assert "nnplay" not in sys.modules
    score = names["accuracy"] if "accuracy" in names else names["mean_absolute_error"]
    weights = [np.asarray(weight) for weight in names["model"].get_weights()]
    np.savez("weights.npz", *weights, score=score, loss=names["loss"])
