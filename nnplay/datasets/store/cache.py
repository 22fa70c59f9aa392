"""Values that are costly to make: made once however many threads ask, and kept within a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

from nnplay.errors import DataError
from nnplay.i18n import tr

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shared(Generic[K, V]):
    """A thread-safe cache that drops what was not used for longest.

    Args:
        capacity: How much is kept, in the unit of `size`; 0 keeps nothing, so that only callers
            at the same moment share a value.
        size: How much room a value takes.
    """

    def __init__(self, capacity: int, size: Callable[[V], int]) -> None:
        self._capacity = capacity
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._coming: dict[K, Future[V]] = {}
        self._guard = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key. Only one caller makes it; the others wait and get it, or its error."""
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            coming = self._coming.get(key)
            if coming is None:
                mine: Future[V] = Future()
                self._coming[key] = mine
        if coming is not None:
            return coming.result()
        try:
            value = make()
        except BaseException as error:
            with self._guard:
                del self._coming[key]
            # Ctrl-C stops the thread that it was meant for, not those that wait.
            shared = error if isinstance(error, Exception) else DataError(tr("Loading was interrupted. Try again."))
            mine.set_exception(shared)
            raise
        with self._guard:
            self._keep(key, value)
            del self._coming[key]
        mine.set_result(value)
        return value

    def kept(self, key: K) -> V | None:
        """The value of a key if it is kept; it is not made and counts as not used."""
        with self._guard:
            return self._kept.get(key)

    def _keep(self, key: K, value: V) -> None:
        if self._size(value) > self._capacity:
            return
        self._kept[key] = value
        while sum(map(self._size, self._kept.values())) > self._capacity:
            self._kept.popitem(last=False)

    def bound(self, capacity: int) -> None:
        """Sets how much is kept from now on; see the class."""
        with self._guard:
            self._capacity = capacity
            self._kept.clear()

    def clear(self) -> None:
        """Forgets every kept value."""
        with self._guard:
            self._kept.clear()
