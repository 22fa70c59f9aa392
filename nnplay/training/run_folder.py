"""What the files in the folder of a stored run are called; read on both sides of the engine's connection."""

from __future__ import annotations

SPEC_FILE, HISTORY_FILE, MODEL_FILE = "spec.json", "history.json", "model.keras"
SEEDS_FILE = "seeds.json"
"""The places of random generators, as of Dropout, which Keras does not store with a model."""
WEIGHTS_FILE, OPTIMIZER_FILE = "weights.npz", "optimizer.npz"
"""The numbers alone, in the order of the layers and as the optimizer holds its own: read without running any code, so
that a run from elsewhere is built from its spec and these. The shipped reader is stored as weights too."""
