// Tells the page which theme it has and whether it is for a projector: two attributes of the root element, which style
// sheets go by, and an event for what is drawn by scripts. It asks the server for another language.

const root = document.documentElement, PROJECTOR = "projector", KEY = "nnplay-view";
const ANSWER_MS = 10_000, AGAIN_MS = 500;
const find = (id) => document.querySelector(`[data-testid="${id}"]`);

export default function ({ parentElement, data, setTriggerValue }) {
  const view = (window.nnplayView ??= new View());
  const told = JSON.parse(new TextDecoder().decode(data));
  view.addresses = told.paths.map((path) => view.base + path);
  view.ask = (code) => setTriggerValue("language", code);
  view.tell = (theme) => setTriggerValue("theme", theme);
  view.drawn = told.drawn;
  if (view.parent !== parentElement) view.fill(parentElement);
  view.speak(told);
  view.know();
}

// A browser may have no storage to give: a choice then ends with the page.
function stored(act) {
  try { return act(localStorage); } catch { return null; }
}

class View {
  constructor() {
    const asked = new URLSearchParams(location.search).get("view");
    this.setView(asked ?? stored((storage) => storage.getItem(KEY)));
    // Streamlit remembers a theme for the address that was loaded.
    this.loaded = location.pathname;
    this.base = this.loaded.slice(0, this.loaded.lastIndexOf("/") + 1);
    this.app = document.querySelector(".stApp");
    // Its own menu and the system change the theme too.
    new MutationObserver(() => this.know()).observe(this.app, { attributeFilter: ["class"] });
  }

  know() {
    const theme = getComputedStyle(this.app).colorScheme === "dark" ? "dark" : "light";
    const choice = stored((storage) => storage.getItem(this.key(this.loaded)));
    // A student means the whole app.
    if (choice) this.remember(choice);
    this.radio(choice ? JSON.parse(choice) : "System").checked = true;
    const before = root.dataset.nnTheme;
    if (before === theme) return;
    root.dataset.nnTheme = root.style.colorScheme = theme;
    window.dispatchEvent(new CustomEvent("nnplay-view"));
    // Streamlit does not tell the server, which has drawn what can't be painted anew here.
    if (before && document.querySelector(this.drawn)) this.tell(theme);
  }

  key(address) {
    return `stActiveTheme-${address}-v2`;
  }

  remember(choice) {
    for (const address of [this.loaded, ...this.addresses]) stored((storage) => storage.setItem(this.key(address), choice));
  }

  // Through Streamlit's own menu: a script has no other way.
  async choose(name) {
    const menu = find("stMainMenuButton"), item = () => find(`stMainMenuItem-theme-${name}`);
    root.classList.add("nnplay-choosing");
    if (menu && !item()) menu.click();
    for (let frame = 0; frame < 30 && !item(); frame++) await new Promise(requestAnimationFrame);
    const found = item();
    if (found) {
      found.click();
      menu.click();
      for (let frame = 0; frame < 30 && item(); frame++) await new Promise(requestAnimationFrame);
    }
    root.classList.remove("nnplay-choosing");
    this.remember(JSON.stringify(name));
    if (!found) location.reload();
    this.radio(name).focus();
  }

  setView(name) {
    root.dataset.nnView = name === PROJECTOR ? PROJECTOR : "";
    stored((storage) => storage.setItem(KEY, root.dataset.nnView));
    window.dispatchEvent(new CustomEvent("nnplay-view"));
  }

  // A screen reader needs the language of the page, too.
  // Streamlit may call this once more with a message from before another one was chosen.
  speak({ language, since, cookie, texts, lost }) {
    if (language !== root.lang && since < this.since) return;
    this.since = since;
    root.lang = language;
    this.lost = lost; // what a part of the page says whose scripts do not come
    this.cookie = cookie;
    this.radio(language).checked = true;
    const find = (attribute) => this.parent.querySelectorAll(`[data-${attribute}]`);
    for (const one of find("text")) one.textContent = texts[one.dataset.text];
    for (const one of find("html")) one.innerHTML = texts[one.dataset.html];
    for (const one of find("title")) one.title = texts[one.dataset.title];
    for (const one of find("label")) one.setAttribute("aria-label", texts[one.dataset.label]);
  }

  chooseLanguage(code) {
    document.cookie = `${this.cookie}=${code}; path=/; max-age=31536000; SameSite=Lax`;
    this.wanted = code;
    this.ask(code);
    setTimeout(() => this.insist(code, performance.now() + ANSWER_MS), AGAIN_MS);
  }

  // A session hears of no choice until its first page is drawn: not a tab whose server was just started again. So where
  // the page rests in another language it asks once more, and at last the address asks.
  insist(code, end) {
    if (root.lang === code || this.wanted !== code) return;
    if (performance.now() > end) {
      const address = new URL(location.href);
      address.searchParams.set("lang", code);
      location.assign(address);
      return;
    }
    const { testScriptState: state, testConnectionState: connection } = find("stApp").dataset;
    if (state === "notRunning" && connection === "CONNECTED") this.ask(code);
    setTimeout(() => this.insist(code, end), AGAIN_MS);
  }

  radio(name) {
    return this.parent.querySelector(`input[value="${name}"]`);
  }

  fill(parent) {
    this.parent = parent;
    const [button, panel, box] = [".open", ".panel", "[role=switch]"].map((name) => parent.querySelector(name));
    button.onclick = () => panel.togglePopover();
    panel.ontoggle = (event) => {
      button.setAttribute("aria-expanded", event.newState === "open");
      if (event.newState === "open") parent.querySelector("input:checked")?.focus();
    };
    for (const radio of parent.querySelectorAll("[name=colors]")) radio.onchange = () => this.choose(radio.value);
    for (const radio of parent.querySelectorAll("[name=language]")) {
      radio.onchange = () => this.chooseLanguage(radio.value);
    }
    box.checked = root.dataset.nnView === PROJECTOR;
    box.onchange = () => this.setView(box.checked ? PROJECTOR : "");
  }
}
