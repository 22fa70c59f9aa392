"""What the fork server imports once, so that every job starts with it.

Nothing here may run a TensorFlow operation: its threads would not survive the fork.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import re
import sys
import tempfile
from collections.abc import Iterator

NOISE = re.compile(rb".*before absl::InitializeLog\(\).*\n|.*oneDNN custom operations are on\..*\n")
"""What TensorFlow 2.21 writes at every import; no log level silences it, as its logging is not set up yet."""


@contextlib.contextmanager
def without_noise(noise: re.Pattern[bytes] = NOISE) -> Iterator[None]:
    """Holds back what is written to the standard error, and writes it afterwards without the noise.

    A crash inside of C code still leaves its traceback: that goes past this.

    Args:
        noise: What is left out.
    """
    sys.stderr.flush()
    real = os.dup(2)
    had_faulthandler = faulthandler.is_enabled()
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        faulthandler.enable(real)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(real, 2)
            faulthandler.disable()
            if had_faulthandler:
                faulthandler.enable()
            os.close(real)
            held.seek(0)
            with contextlib.suppress(OSError):  # nobody may read it any more
                os.write(2, noise.sub(b"", held.read()))


with without_noise():
    import nnplay.engine.inspector
    import nnplay.training.run  # noqa: F401

# Objects of the imports are never collected; frozen, their memory also stays shared between jobs.
gc.freeze()
