"""What is folded away comes without the rest of the page, and counts for all of it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.factories import choose_digits, wait_for_own_experiment, wait_until_drawn

PART = 60
"""Messages that a part of the page takes at most; the whole page takes 150."""


def test_it_is_drawn_alone_until_it_changes_the_experiment(playground: Any) -> None:
    page = playground
    choose_digits(page)
    wait_until_drawn(page)
    # From here on each message is counted, in the browser's own socket.
    page.evaluate(
        """() => {
          window.messages = 0;
          const take = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data').get;
          const seen = new WeakSet();
          Object.defineProperty(MessageEvent.prototype, 'data', { get() {
            if (this.target instanceof WebSocket && !seen.has(this)) { seen.add(this); window.messages += 1; }
            return take.call(this);
          } });
        }"""
    )
    more, seed = page.get_by_role("button", name="More options"), page.get_by_role("spinbutton", name="Random seed")
    more.click()
    expect(seed).to_be_visible()
    wait_until_drawn(page)
    assert 0 < page.evaluate("window.messages") < PART
    seed.fill("12")
    page.get_by_role("heading", name="Network").click()  # both are told at once
    wait_for_own_experiment(page)
    assert page.evaluate("window.messages") > PART
    more.click()
    expect(seed).to_have_value("12")
    page.keyboard.press("Escape")
    expect(seed).to_be_hidden()
