"""A browser tab without a browser that a lesson can be done in: pages, widgets, fragments that ask again, components.

It talks as Streamlit's own page does: one socket, a message per click with the state of all changed widgets, each
fragment with `run_every` asked for again by a clock of its own, and large parts of a page known by their checksums.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Place = tuple[int, ...]

CACHED_RUNS = 2
"""Runs of the page for which a browser keeps a large part that was not shown again."""

DRAWN_SECONDS = 120.0
"""After so long a page that was not drawn is lost."""


class ProtocolTab:
    """One tab; `start` opens it, and from then on it takes in what the server sends.

    It counts the bytes that it has `received`, and the `pictures` by the name of their component.

    Args:
        address: Of the server's socket.
        query: What stands behind the address of its first page.
    """

    def __init__(self, address: str, query: str = "") -> None:
        self.address = address
        self.pages: dict[str, str] = {}
        self.errors: list[str] = []
        self.polls = self.received = 0
        self.pictures: Counter[str] = Counter()
        self._elements: dict[Place, tuple[str, str, Any]] = {}
        self._folded: dict[str, tuple[str, str]] = {}
        self._seen: set[Place] = set()
        self._states: dict[str, WidgetState] = {}
        self._cached: dict[str, tuple[int, ForwardMsg]] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._page, self._query = "", query
        self._runs = self._begun = self._drawn = self._fragments = 0
        self._changed = asyncio.Condition()
        self._connection: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> float:
        """Opens the first page; seconds until it is drawn."""
        begin = time.perf_counter()
        self._connection = await connect(self.address, max_size=None, compression=None, open_timeout=60)
        self._reader = asyncio.create_task(self._read())
        await self._rerun()
        return time.perf_counter() - begin

    async def close(self) -> None:
        """Closes it, as a closed tab does."""
        for task in [*self._timers.values(), self._reader]:
            if task:
                task.cancel()
        if self._connection:
            await self._connection.close()

    # What a student does -------------------------------------------------------------------------

    async def turn_to(self, page: str, query: str = "") -> float:
        """Clicks a page in the navigation, by its title in the address; seconds until it is drawn.

        Args:
            page: Its title there.
            query: What stands behind it in the address.
        """
        self._page, self._query = self.pages[page], query
        return await self._rerun()

    async def press(self, label: str) -> float:
        """Presses a button; seconds until the page, or the button's part of it, is drawn."""
        fragment, button = self._find("button", label)
        return await self._rerun(fragment, WidgetState(id=button.id, trigger_value=True), once=True)

    async def submit(self, label: str, texts: dict[str, str]) -> float:
        """Fills fields of a form in, by their labels, and presses its button."""
        for name, text in texts.items():
            _, field = self._find("text_input", name)
            self._states[field.id] = WidgetState(id=field.id, string_value=text)
        return await self.press(label)

    async def mark(self, label: str, option: str) -> float:
        """Marks an option of radio buttons."""
        fragment, radio = self._find("radio", label)
        return await self._rerun(fragment, WidgetState(id=radio.id, string_value=option))

    def buttons(self, start: str) -> list[str]:
        """The labels of buttons that can be pressed and begin so."""
        found = [element.label for _, kind, element in self._elements.values() if kind == "button"]
        return [label for label in found if label.startswith(start) and self.has(label)]

    def options(self, label: str) -> list[str]:
        """What radio buttons offer."""
        return list(self._find("radio", label)[1].options)

    async def select(self, label: str, option: str) -> float:
        """Chooses an option whose text begins so, in a list or in a row of buttons."""
        try:
            fragment, widget = self._find("selectbox", label)
            text = min(text for text in widget.options if text.startswith(option))
            return await self._rerun(fragment, WidgetState(id=widget.id, string_value=text))
        except LookupError:
            fragment, widget = self._find("button_group", label)
            state = WidgetState(id=widget.id)
            names = [name for name in self.choices(label) if name.startswith(option)]
            state.string_array_value.data.append(names[0])
            return await self._rerun(fragment, state)

    def choices(self, label: str) -> list[str]:
        """What a row of buttons offers."""
        return [each.content for each in self._find("button_group", label)[1].options]

    def listed(self, label: str) -> list[str]:
        """What a list offers."""
        return list(self._find("selectbox", label)[1].options)

    async def slide(self, label: str, part: float) -> float:
        """Moves a slider to a part (0 to 1) of its way."""
        fragment, slider = self._find("slider", label)
        state = WidgetState(id=slider.id)
        if slider.options:
            state.string_array_value.data.append(slider.options[round(part * (len(slider.options) - 1))])
        else:
            steps = round(part * (slider.max - slider.min) / slider.step)
            state.double_array_value.data.append(slider.min + steps * slider.step)
        return await self._rerun(fragment, state)

    async def set_number(self, label: str, number: int) -> float:
        """Types a whole number into a field."""
        fragment, field = self._find("number_input", label)
        return await self._rerun(fragment, WidgetState(id=field.id, int_value=number))

    async def fold(self, label: str, is_open: bool) -> float:
        """Opens or closes what is folded away in a popover or expander that is drawn anew."""
        fragment, name = self._folded[label]
        return await self._rerun(fragment, WidgetState(id=name, bool_value=is_open))

    async def tell(self, component: str, value: dict[str, Any]) -> float:
        """Lets a component whose name begins so say that its state has changed."""
        for fragment, kind, element in self._elements.values():
            if kind == "bidi_component" and element.component_name.startswith(component):
                state = WidgetState(id=element.id, json_value=json.dumps(value))
                return await self._rerun(fragment, state)
        raise LookupError(component)

    async def trigger(self, key: str, event: str, value: Any) -> float:
        """Lets the component with a key say that something has happened."""
        for fragment, kind, element in self._elements.values():
            if kind == "bidi_component" and element.id.endswith(f"-{key}"):
                happened = json.dumps([{"event": event, "value": value}])
                state = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{element.id}__events", json_trigger_value=happened)
                return await self._rerun(fragment, state, once=True)
        raise LookupError(key)

    def has(self, label: str, kind: str = "button") -> bool:
        """Whether there is such a widget, and it can be used."""
        return any(
            found == kind and element.label == label and not getattr(element, "disabled", False)
            for _, found, element in self._elements.values()
        )

    @property
    def text(self) -> str:
        """What the page says in words."""
        said = []
        for _, kind, element in self._elements.values():
            match kind:
                case "progress":
                    said.append(element.text)
                case "markdown" | "alert":
                    said.append(element.body)
        return "\n".join(said)

    async def until(self, true: Callable[[str], bool], seconds: float) -> float | None:
        """Watches the page until its text is so; seconds, or None where that did not come in time."""
        begin = time.perf_counter()
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: true(self.text))
        except TimeoutError:
            return None
        return time.perf_counter() - begin

    # What a browser does -------------------------------------------------------------------------

    async def _rerun(self, fragment: str = "", change: WidgetState | None = None, *, once: bool = False) -> float:
        """Sends a click, whose value stays unless it is said `once`; seconds until the run that it caused has ended."""
        if change is not None and not once:
            self._states[change.id] = change
        states = list(self._states.values())
        if change is not None and once:
            states.append(change)
        drawn, fragments, begin = self._runs, self._fragments, time.perf_counter()
        await self._send(fragment, states)
        try:
            async with asyncio.timeout(DRAWN_SECONDS), self._changed:
                await self._changed.wait_for(
                    # A part of a page may ask for the whole page.
                    lambda: (
                        (self._drawn > drawn) if not fragment else (self._fragments > fragments or self._drawn > drawn)
                    )
                )
        except TimeoutError:
            self.errors.append("not drawn in time")
        return time.perf_counter() - begin

    async def _send(self, fragment: str, states: list[WidgetState], *, by_clock: bool = False) -> None:
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = by_clock
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.query_string = self._query
        message.rerun_script.widget_states.widgets.extend(states)
        message.rerun_script.cached_message_hashes.extend(self._cached)
        assert self._connection is not None
        await self._connection.send(message.SerializeToString())

    async def _ask_again(self, fragment: str, seconds: float) -> None:
        """A browser's clock of a fragment, which does not wait for answers."""
        while True:
            await asyncio.sleep(seconds)
            self.polls += 1
            await self._send(fragment, list(self._states.values()), by_clock=True)

    async def _read(self) -> None:
        assert self._connection is not None
        try:
            async for data in self._connection:
                self.received += len(data)
                message = ForwardMsg()
                message.ParseFromString(data)
                self._take(message)
                if message.WhichOneof("type") in ("script_finished", "new_session"):
                    async with self._changed:
                        self._changed.notify_all()
        except ConnectionClosed:
            self.errors.append("connection lost")

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            _, kept = self._cached[message.ref_hash]
            whole = ForwardMsg()
            whole.CopyFrom(kept)
            whole.metadata.CopyFrom(message.metadata)
            self._cached[message.ref_hash] = (self._runs, kept)
            message, kind = whole, "delta"
        elif message.metadata.cacheable:
            self._cached[message.hash] = (self._runs, message)
        match kind:
            case "delta":
                self._draw(message)
            case "auto_rerun":
                self._set_clock(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._set_clock(fragment, None)
            case "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self._page = message.navigation.page_script_hash
            case "new_session":
                self._seen = set()
                if not message.metadata.run.fragment_ids:
                    self._runs += 1
                    for fragment in list(self._timers):
                        self._set_clock(fragment, None)
            case "script_finished":
                self._end(message.script_finished, set(message.metadata.run.fragment_ids))

    def _set_clock(self, fragment: str, seconds: float | None) -> None:
        if task := self._timers.pop(fragment, None):
            task.cancel()
        if seconds:
            self._timers[fragment] = asyncio.create_task(self._ask_again(fragment, seconds))

    def _draw(self, message: ForwardMsg) -> None:
        place = tuple(message.metadata.delta_path)
        self._seen.add(place)
        if message.delta.WhichOneof("type") != "new_element":
            self._elements.pop(place, None)
            box = message.delta.add_block
            for folded in (box.popover, box.expandable):
                if folded.id:
                    self._folded[folded.label] = message.delta.fragment_id, folded.id
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        inner = getattr(element, kind) if kind else element
        self._elements[place] = (message.delta.fragment_id, kind, inner)
        if kind == "bidi_component":
            self.pictures[inner.component_name] += 1
        if kind == "exception":
            self.errors.append(f"{inner.type}: {inner.message}")
        elif kind == "alert" and inner.format == inner.ERROR:
            self.errors.append(inner.body)

    def _end(self, status: int, fragments: set[str]) -> None:
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return  # it is drawn once more at once
        of_page = status != ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        # What the run has not drawn again is not on the page any more.
        self._elements = {
            place: found
            for place, found in self._elements.items()
            if place in self._seen or not (of_page or found[0] in fragments)
        }
        if of_page:
            self._drawn = self._runs
            self._cached = {name: kept for name, kept in self._cached.items() if self._runs - kept[0] <= CACHED_RUNS}
            folded = {name for _, name in self._folded.values()}
            there = {getattr(found[2], "id", "") for found in self._elements.values()} | folded
            self._states = {name: state for name, state in self._states.items() if name in there}
        else:
            self._fragments += 1

    def _find(self, kind: str, label: str) -> tuple[str, Any]:
        for fragment, found, element in self._elements.values():
            if found == kind and element.label == label:
                return fragment, element
        raise LookupError(f"{kind} {label!r}")
