// Tells the page which theme it has and whether it is for a projector: two attributes of the root element, which style
// sheets go by, and an event for what is drawn by scripts.

const root = document.documentElement, PROJECTOR = "projector", KEY = "nnplay-view";
const find = (id) => document.querySelector(`[data-testid="${id}"]`);

export default function ({ parentElement, data }) {
  const view = (window.nnplayView ??= new View());
  view.addresses = JSON.parse(new TextDecoder().decode(data)).map((path) => view.base + path);
  if (view.parent !== parentElement) view.fill(parentElement);
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
    if (root.dataset.nnTheme === theme) return;
    root.dataset.nnTheme = root.style.colorScheme = theme;
    window.dispatchEvent(new CustomEvent("nnplay-view"));
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
    for (const radio of parent.querySelectorAll("[type=radio]")) radio.onchange = () => this.choose(radio.value);
    box.checked = root.dataset.nnView === PROJECTOR;
    box.onchange = () => this.setView(box.checked ? PROJECTOR : "");
  }
}
