"""The GPUs of a host."""

from __future__ import annotations

import os
import subprocess

GPUS_VARIABLE = "NNPLAY_GPUS"
"""The GPUs that a host lends to trainings, as `0,1`; without it all that it has."""


def find_gpus() -> tuple[str, ...]:
    """The GPUs of this host, as `CUDA_VISIBLE_DEVICES` names them."""
    for variable in (GPUS_VARIABLE, "CUDA_VISIBLE_DEVICES"):
        if (named := os.environ.get(variable)) is not None:
            return tuple(filter(None, (each.strip() for each in named.split(","))))
    try:
        listed = subprocess.run(("nvidia-smi", "-L"), capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(str(number) for number, line in enumerate(listed.splitlines()) if line.startswith("GPU"))
