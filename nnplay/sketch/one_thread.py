"""Small matrices are multiplied by one thread."""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """While it lasts, NumPy multiplies matrices in one thread.

    A drawing's are so small that this takes 1 ms; several threads that wait for each other on a busy machine take
    100 ms.
    """
    return _controller().limit(limits=1, user_api="blas")


@functools.cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
