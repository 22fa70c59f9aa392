// Where the focus goes when Streamlit redraws what had it, and when a popover opens.
// A control that is replaced or can't be pressed for a moment loses the focus to the page, and the next Tab would begin
// at the top: the control of the same place gets it back. A popover lies at the end of the page, many Tabs away from its
// button: opened by key, it gets the focus, and gives it back.

const LATE = 4000; // milliseconds that a control may be away
const INSIDE = 'input:not([disabled]), button:not([disabled]), select, textarea, a[href], summary, [tabindex="0"]';

let last = null;
let byKey = false;

export function keepFocus() {
  document.addEventListener("keydown", (event) => {
    byKey = true;
    if (event.key === "Tab") onTab(event);
    if (event.key === "Escape") onEscape();
  }, true);
  document.addEventListener("pointerdown", () => { byKey = false; last = null; }, true);
  document.addEventListener("focusin", (event) => remember(event.target));
  new MutationObserver(() => { bringBack(); watchPopover(); })
    .observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
}

// What has been lost -------------------------------------------------------------------------------

function remember(node) {
  if (node === document.body || node.matches("main")) return;
  const places = [];
  for (let up = node; up; up = up.parentElement) {
    const key = [...up.classList].find((name) => name.startsWith("st-key-"));
    if (key) places.push({ key, at: things(up).indexOf(node) });
  }
  last = { node, places, tag: node.tagName, type: node.type, since: 0 };
}

// All that could have the focus there, also what can't just now, so that a place in it stays the same.
const things = (box) => [...box.querySelectorAll('input, button, select, textarea, a[href], summary, [tabindex="0"]')];

function bringBack() {
  if (!last || document.activeElement !== document.body) return;
  const { node } = last;
  if (node.isConnected && !node.disabled) return; // let go on purpose
  last.since ||= performance.now();
  if (performance.now() - last.since > LATE) { last = null; return; }
  const found = successor();
  if (found) found.focus({ preventScroll: true });
}

function successor() {
  // A place of its own first; then the nearest one around it that other controls share, as that of Train and Pause.
  for (const { key, at } of last.places.slice(0, 2)) {
    const boxes = [...document.querySelectorAll(`.${CSS.escape(key)}`)].filter((box) => !box.closest('[data-stale="true"]'));
    for (const box of boxes) {
      const all = things(box), one = all[at];
      if (one && usable(one) && one.tagName === last.tag) return one;
      const only = all.filter((other) => other.tagName === last.tag && usable(other));
      if (only.length === 1 && all.length <= 2) return only[0];
    }
  }
  return null;
}

const usable = (node) => !node.disabled && node.getClientRects().length > 0 && !node.closest("details:not([open]) > :not(summary)");

// Popovers -----------------------------------------------------------------------------------------

let opened = null;

function watchPopover() {
  const body = document.querySelector('[data-testid="stPopoverBody"]');
  if (!body) { opened = null; return; }
  if (opened?.body === body) return;
  const button = document.activeElement?.closest('[data-testid="stPopover"] button') || opened?.button;
  // Its content may come a moment later.
  const first = [...body.querySelectorAll(INSIDE)].find(usable);
  if (!first) return;
  opened = { body, button };
  if (byKey && button === document.activeElement) first.focus({ preventScroll: true });
}

// From the last control of a popover on to what follows its button; before the first one back to the button.
function onTab(event) {
  if (!opened?.button?.isConnected || !opened.body.contains(document.activeElement)) return;
  const inside = [...opened.body.querySelectorAll(INSIDE)].filter((one) => one.tabIndex >= 0 && usable(one));
  if (document.activeElement !== (event.shiftKey ? inside[0] : inside.at(-1))) return;
  const { button } = opened;
  button.focus();
  // Going on, the browser itself leaves the button for what comes next; going back, it stays on it.
  if (event.shiftKey) event.preventDefault();
  else setTimeout(() => shut(button));
}

// Streamlit closes a popover by Escape only while the focus is inside.
function onEscape() {
  if (opened?.button && opened.button === document.activeElement) shut(opened.button);
}

function shut(button) {
  if (button.getAttribute("aria-expanded") === "true") button.click();
}
