// The keys of all pages and the dialog that lists them. Streamlit gives the table; see shortcuts.py.
// Keys of one letter can be turned off, and none acts where one types (WCAG 2.2, 2.1.4).

import { keepFocus } from "./focus.js";
import { closeMenuOnceChosen } from "./menu.js";
import { makeReady } from "./paper.js";

const KEPT = "nnplay-letters";
const ICON = '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="1.7">'
  + '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path stroke-linecap="round" d="M6 9.7h.01M9 9.7h.01M12 9.7h.01M15 9.7h.01M18 9.7h.01M8 14.3h8"/></g></svg>';
const NAMES = { ",": "comma", ".": "period" };

const say = window.nnplayTexts.of("keyboard");

let table = [];
let dialog = null;
let language = "";

export function show(parent, message, folder) {
  table = message.groups.flatMap((group) => group.keys).filter((one) => one.key);
  const button = parent.querySelector("button") ?? parent.appendChild(makeButton());
  button.title = say("button_help");
  button.setAttribute("aria-label", say("button"));
  if (!dialog) {
    for (const name of ["keyboard.css", "paper.css"]) addStyle(new URL(name, folder).href);
    document.addEventListener("keydown", onKey);
    keepFocus();
    closeMenuOnceChosen();
    makeReady();
  }
  if (language === message.texts) return;
  language = message.texts;
  dialog?.remove();
  dialog = makeDialog(message.groups);
}

function makeButton() {
  const button = element("button", "nnplay-keys-button");
  button.type = "button";
  button.innerHTML = ICON;
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", open);
  return button;
}

// The dialog ---------------------------------------------------------------------------------------

function open() {
  if (!dialog.open) dialog.showModal();
}

function makeDialog(groups) {
  const made = element("dialog", "nnplay-keys");
  made.setAttribute("aria-labelledby", "nnplay-keys-title");
  made.style.fontFamily = getComputedStyle(document.querySelector('[data-testid="stApp"]')).fontFamily;
  const head = element("div", "nnplay-keys-head");
  const title = element("h2", "", say("title"));
  title.id = "nnplay-keys-title";
  const shut = element("button", "nnplay-keys-close", say("close"));
  shut.addEventListener("click", () => made.close());
  head.append(title, shut);
  const letters = check(say("letters"), say("letters_help"));
  letters.box.checked = lettersOn();
  letters.box.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, letters.box.checked ? "on" : "off"); } catch { window.nnplayLetters = letters.box.checked; }
  });
  const lists = element("div", "nnplay-keys-lists");
  const general = { title: say("everywhere"), keys: [
    { keys: "?", does: say("open") },
    { keys: say("tab_keys"), does: say("tab") },
    { keys: say("escape_key"), does: say("escape") },
  ] };
  lists.append(...[general, ...groups].map(list));
  const print = element("div", "nnplay-keys-print");
  const answers = check(say("answers"), say("answers_help"));
  const start = element("button", "nnplay-keys-do", say("print"));
  start.addEventListener("click", () => { made.close(); printPage(answers.box.checked); });
  print.append(element("h3", "", say("paper")), answers.line, start);
  made.append(head, letters.line, lists, print);
  made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
  document.body.appendChild(made);
  return made;
}

function list({ title, keys }) {
  const box = element("section");
  const pairs = element("dl");
  for (const { key, keys: written, does } of keys) {
    const name = element("dt");
    const letter = written || (key.length === 1 ? key.toUpperCase() : key);
    const cap = element("kbd", "", letter);
    if (NAMES[key]) cap.setAttribute("aria-label", say(NAMES[key]));
    name.append(cap);
    pairs.append(name, element("dd", "", does));
  }
  box.append(element("h3", "", title), pairs);
  return box;
}

function check(label, about) {
  const line = element("label", "nnplay-keys-check");
  const box = element("input");
  box.type = "checkbox";
  const words = element("span");
  words.append(element("b", "", label), element("small", "", about));
  line.append(box, words);
  return { line, box };
}

// The keys -----------------------------------------------------------------------------------------

function lettersOn() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return window.nnplayLetters !== false; }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented || dialog.open) return;
  if (!lettersOn() || types(event.composedPath()[0]) || document.querySelector('[role="dialog"], dialog[open]')) return;
  if (event.key === "?") {
    event.preventDefault();
    open();
    return;
  }
  const found = event.shiftKey ? null : table.find((one) => one.key === event.key.toLowerCase());
  if (!found) return;
  if (found.page === null) press(found.presses);
  else goTo(found);
}

// Where a letter is written, finds an option, or means something of its own.
function types(target) {
  return target instanceof Element && Boolean(target.closest(
    'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable=""], [contenteditable="true"], '
    + '[role="application"], [role="combobox"], [role="listbox"], [role="menu"], [role="grid"], [role="textbox"]'));
}

function press(selectors) {
  for (const selector of selectors) {
    const target = [...document.querySelectorAll(selector)].find((one) => !one.disabled && one.getClientRects().length && !stale(one));
    if (!target) continue;
    if (target.matches("select")) {
      target.selectedIndex = (target.selectedIndex + 1) % target.options.length;
      target.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      target.click();
    }
    return;
  }
}

// While Streamlit exchanges a page, what it showed before is still there for a moment.
const stale = (node) => Boolean(node.closest('[data-stale="true"]'));

// Links may lie in a menu of the top navigation, or on a narrow screen in the sidebar, and are not there until it opens.
async function goTo({ page, menu }) {
  if (click(page)) return;
  const openers = [...document.querySelectorAll('[data-testid="stTopNavSection"], [data-testid="stTopNav"] button')]
    .filter((one) => menu && one.textContent.trim().startsWith(menu));
  const side = document.querySelector('[data-testid="stExpandSidebarButton"]');
  for (const opener of [...openers, ...(side ? [side] : [])]) {
    (opener.querySelector("button") || opener).click();
    for (let frame = 0; frame < 60; frame += 1) {
      await new Promise(requestAnimationFrame);
      if (click(page)) {
        document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
        return;
      }
    }
  }
}

function click(page) {
  const link = [...document.querySelectorAll('[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"], [data-testid="stTopNavDropdownLink"]')]
    .find((one) => one.getClientRects().length && new URL(one.href).pathname.split("/").pop() === page);
  link?.click();
  return Boolean(link);
}

// Paper --------------------------------------------------------------------------------------------

function printPage(answers) {
  const closed = answers ? [...document.querySelectorAll('[data-testid="stExpander"] details:not([open])')] : [];
  for (const one of closed) one.querySelector("summary")?.click();
  const print = () => {
    window.print();
    for (const one of closed) if (one.isConnected && one.open) one.querySelector("summary")?.click();
  };
  // Their content is drawn first.
  setTimeout(print, closed.length ? 700 : 50);
}

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function addStyle(href) {
  const style = element("link");
  Object.assign(style, { rel: "stylesheet", href });
  document.head.appendChild(style);
}
