"""Runs exported scripts where nnplay is not known, and keeps what came out: beside each `train.py` a `weights.npz`.

Called as a program: `python run_scripts.py --alone FOLDER … --together FOLDER …`. A script alone has a new process, as
where a student runs it; it only finds TensorFlow loaded. Each of the others starts with Keras as new, and none waits
for TensorFlow to compile it, which would take longer than the few batches that it trains.
"""

import argparse
import multiprocessing
import os
import runpy
import sys

import keras
import numpy as np
import sklearn.model_selection  # noqa: F401  (what a new process shall find)
import tensorflow as tf


def run(folder: str) -> None:
    """Runs the script in a folder."""
    os.chdir(folder)
    names = runpy.run_path("train.py")
    assert "nnplay" not in sys.modules
    score = names["accuracy"] if "accuracy" in names else names["mean_absolute_error"]
    weights = [np.asarray(weight) for weight in names["model"].get_weights()]
    np.savez("weights.npz", *weights, score=score, loss=names["loss"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--alone", nargs="*", default=())
    parser.add_argument("--together", nargs="*", default=())
    given = parser.parse_args()
    # TensorFlow stands a fork as long as it has only been loaded.
    multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn")
    for folder in given.alone:
        process = multiprocessing.Process(target=run, args=(folder,))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(f"{folder} failed")
    tf.config.run_functions_eagerly(True)
    for folder in given.together:
        keras.utils.clear_session()
        keras.utils.set_random_seed(1)
        run(folder)
