"""Runs exported scripts one after the other in a process without nnplay, and keeps what came out.

Called as a program: `python run_scripts.py FOLDER`; beside each `NAME/train.py` it writes `weights.npz`.
"""

import os
import runpy
import sys
from pathlib import Path

import numpy as np

for script in sorted(Path(sys.argv[1]).glob("*/train.py")):
    os.chdir(script.parent)
    names = runpy.run_path(script.name)
    assert "nnplay" not in sys.modules
    score = names["accuracy"] if "accuracy" in names else names["mean_absolute_error"]
    weights = [np.asarray(weight) for weight in names["model"].get_weights()]
    np.savez("weights.npz", *weights, score=score, loss=names["loss"])
