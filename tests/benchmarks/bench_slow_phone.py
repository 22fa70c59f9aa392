"""Seconds until a slow phone shows the first page, and the bytes that it loads for it, by file.

    python -m tests.benchmarks.bench_slow_phone [--repeats 3] [--path ""] [--slower 4] [--kilobits 1600]
        [--json] [--quick]

A real Chromium, 390 pixels wide, whose processor is slowed down and whose network has so many kilobits a second both
ways and 150 ms there and back, with an empty cache; on a server that has shown its first page before. The first words
are those of the opening page (First Contentful Paint); first content is the first frame with the page's heading or
button in it, not Streamlit's own skeleton. Bytes are those that came over the network, compressed where the server
compresses; a socket's messages are counted as they are before the server compresses them, and Chromium does not slow
them down.
"""

from __future__ import annotations

import base64
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from nnplay.engine.preparation import SWITCH
from nnplay.runs.folders import RUNS_FOLDER
from tests.benchmarks.factories import Row, middle, options, report
from tests.browser.factories import CHROMIUM, PHONE, ROOT, served

CONTENT_GOAL = 5.0
"""Seconds to the first content of the playground."""

WAIT = 180_000
LATENCY_MS = 150

ELSEWHERE = "192.0.2.7"
"""Where the phone seems to be: a browser on the server's own machine gets its files as they lie."""

FIRST = "() => document.querySelector('.st-key-train button, .stMain h1:not(.nnplay-unseen), .stMain h3')?.innerText"
ALL = "() => document.querySelector('.nnplay-chart[data-draws], .nnplay-network[data-draws], canvas.upper-canvas')"


PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


def load(browser: Any, address: str, slower: float, kilobits: float) -> tuple[list[float], dict[str, int]]:
    """Seconds to the first words, to the first content and to the first figure, and bytes by file."""
    context = browser.new_context(viewport={"width": PHONE, "height": 844}, is_mobile=True, has_touch=True)
    context.set_extra_http_headers({"X-Forwarded-For": ELSEWHERE})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    control = context.new_cdp_session(page)
    control.send("Network.enable")
    speed = {"downloadThroughput": kilobits * 125, "uploadThroughput": kilobits * 125}
    control.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})
    control.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def ended(event: dict[str, Any]) -> None:
        name = file_of(names.get(event["requestId"], "?"))
        sizes[name] = sizes.get(name, 0) + int(event["encodedDataLength"])

    def message(event: dict[str, Any]) -> None:
        sizes["messages of the page"] = sizes.get("messages of the page", 0) + len(
            base64.b64decode(event["response"]["payloadData"]) if event["response"]["opcode"] == 2 else ""
        )

    control.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    control.on("Network.loadingFinished", ended)
    control.on("Network.webSocketFrameReceived", message)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(FIRST)
    first = time.perf_counter() - start
    page.wait_for_function(ALL)
    drawn = time.perf_counter() - start
    words = page.evaluate(PAINTED) / 1000
    context.close()
    return [words, first, drawn], sizes


def file_of(address: str) -> str:
    """The name of a file, without the checksums in it."""
    name = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    if re.fullmatch(r"[\w.-]*:\d+|", name):
        return "the page itself"
    return re.sub(r"[.-][\w-]{8}(?=\.(js|css|woff2)$)", "", name)


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__, repeats=3, path="", slower=4.0, kilobits=1600.0)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, RUNS_FOLDER: str(Path(folder) / "kept"), SWITCH: "0"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(Path("app.py"), ROOT, environment) as server:
            address = f"{server.address}/{chosen.path}"
            load(browser, address, 1.0, 1e6)
            found = [
                load(browser, address, chosen.slower, chosen.kilobits)
                for _ in range(1 if chosen.quick else chosen.repeats)
            ]
        browser.close()
    words, first, drawn = (middle(seconds) for seconds in zip(*(one[0] for one in found), strict=True))
    sizes = found[-1][1]
    rows: list[Row] = [
        {"what": "first words, s", "value": words, "goal": CONTENT_GOAL, "met": words <= CONTENT_GOAL},
        {"what": "first content, s", "value": first, "goal": CONTENT_GOAL, "met": first <= CONTENT_GOAL},
        {"what": "first figure, s", "value": drawn, "goal": "", "met": ""},
        {"what": "all bytes", "value": sum(sizes.values()), "goal": "", "met": ""},
    ]
    rows += [
        {"what": name, "value": size, "goal": "", "met": ""}
        for name, size in sorted(sizes.items(), key=lambda one: -one[1])
        if size >= 3000
    ]
    report(rows, as_json=chosen.json)


if __name__ == "__main__":
    main()
