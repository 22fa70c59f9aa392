// A choice among pictures in groups: a field that says what is chosen, and a panel over the page that opens from it.
// As a select-only combobox: arrow keys go through the pictures, Enter takes one, Escape closes.

const galleries = new WeakMap();

export function show({ parentElement, data, setTriggerValue }, root) {
  if (!galleries.has(parentElement)) galleries.set(parentElement, new Gallery(parentElement));
  const gallery = galleries.get(parentElement);
  gallery.root = root;
  gallery.report = (name) => setTriggerValue("chosen", name);
  gallery.show(data);
}

class Gallery {
  constructor(parent) {
    this.node = parent.querySelector(".gallery");
    this.field = this.node.querySelector("input");
    this.panel = this.node.querySelector(".panel");
    this.field.addEventListener("click", () => this.toggle());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.panel.addEventListener("toggle", (event) => this.toggled(event.newState === "open"));
    // The field keeps the focus, so that its keys go on working; and a press on it must not close what it then opens.
    this.panel.addEventListener("pointerdown", (event) => { if (event.target !== this.panel) event.preventDefault(); });
    this.field.addEventListener("pointerdown", () => { this.wasOpen = this.open; });
    this.place = () => this.placed();
    const recolor = () => {
      if (!this.node.isConnected) removeEventListener("nnplay-view", recolor);
      else if (this.data) this.draw();
    };
    addEventListener("nnplay-view", recolor);
  }

  // On a dark page they have other colors.
  address(picture) {
    const theme = document.documentElement.dataset.nnTheme === "dark" ? "#dark" : "";
    return new URL(`${this.data.folder}thumbnails/${picture}.svg${theme}`, this.root).href;
  }

  get open() { return this.panel.matches(":popover-open"); }

  show(data) {
    if (JSON.stringify(data) === this.shown) return;
    this.shown = JSON.stringify(data);
    this.data = data;
    this.draw();
  }

  draw() {
    const { data } = this;
    this.node.querySelector(".label").textContent = data.label;
    this.field.setAttribute("aria-label", data.label);
    this.field.title = data.help;
    this.field.value = data.title;
    this.field.style.backgroundImage = data.picture ? `url("${this.address(data.picture)}")` : "";
    this.panel.setAttribute("aria-label", data.label);
    this.filled = false;
    if (this.open) this.fill();
  }

  // Only when it opens: a closed one has no pictures to load.
  fill() {
    this.filled = true;
    this.options = [];
    this.panel.replaceChildren(...this.data.groups.map((group) => {
      const box = element("div", "group");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", group.title);
      const tiles = element("div", "tiles");
      tiles.append(...group.tiles.map((tile) => this.tile(tile)));
      box.append(element("div", "title", group.title), tiles);
      return box;
    }));
  }

  tile(tile) {
    const node = element("div", "tile");
    node.id = `${this.data.key}-${tile.name}`;
    node.setAttribute("role", "option");
    node.setAttribute("aria-label", tile.title);
    node.setAttribute("aria-selected", String(tile.name === this.data.chosen));
    if (tile.note) node.setAttribute("aria-description", tile.note);
    const picture = element("img");
    Object.assign(picture, { src: this.address(tile.picture), alt: "" });
    const text = element("div", "text");
    text.append(element("div", "name", tile.title), element("div", "note", tile.note));
    node.append(picture, text);
    node.addEventListener("click", () => this.take(tile.name));
    this.options.push({ node, name: tile.name });
    return node;
  }

  toggle() {
    if (this.wasOpen || this.open) this.close();
    else this.openPanel();
    this.wasOpen = false;
  }

  openPanel() {
    if (!this.filled) this.fill();
    this.panel.showPopover();
    this.placed();
    this.mark(Math.max(0, this.options.findIndex((one) => one.name === this.data.chosen)));
  }

  close() { if (this.open) this.panel.hidePopover(); }

  toggled(open) {
    this.field.setAttribute("aria-expanded", String(open));
    const listen = open ? "addEventListener" : "removeEventListener";
    window[listen]("resize", this.place);
    window[listen]("scroll", this.place, true);
    if (!open) this.field.removeAttribute("aria-activedescendant");
  }

  // Under the field, as far as the screen reaches; on a phone over its whole width.
  placed() {
    const box = this.field.getBoundingClientRect();
    const width = Math.min(innerWidth - 16, 780);
    const below = innerHeight - box.bottom - 12;
    const top = below > 260 ? box.bottom + 4 : 8;
    Object.assign(this.panel.style, {
      width: `${width}px`,
      left: `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`,
      top: `${top}px`,
      maxHeight: `${innerHeight - top - 8}px`,
    });
  }

  mark(place) {
    this.at = Math.max(0, Math.min(place, this.options.length - 1));
    this.options.forEach((one, index) => one.node.classList.toggle("active", index === this.at));
    const { node } = this.options[this.at];
    node.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", node.id);
  }

  take(name) {
    this.close();
    if (name !== this.data.chosen) this.report(name);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.length === 1 && event.key !== " " ? event.key.toLowerCase() : "";
    if (!this.open) {
      if (["ArrowDown", "ArrowUp", "Enter", " "].includes(event.key) || letter) {
        event.preventDefault();
        this.openPanel();
        if (letter) this.find(letter);
      }
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.mark(this.at + step);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.mark(this.beside(event.key === "ArrowDown"));
    else if (event.key === "Home") this.mark(0);
    else if (event.key === "End") this.mark(this.options.length - 1);
    else if (event.key === "Enter" || event.key === " ") this.take(this.options[this.at].name);
    else if (event.key === "Tab") { this.close(); return; }
    else if (event.key === "Escape") this.close();
    else if (letter) this.find(letter);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The nearest picture of the next row, or of the one before.
  beside(down) {
    const here = this.options[this.at].node.getBoundingClientRect();
    let best = this.at, least = Infinity;
    this.options.forEach(({ node }, index) => {
      const box = node.getBoundingClientRect();
      const far = down ? box.top - here.top : here.top - box.top;
      const distance = far * 10 + Math.abs(box.left - here.left);
      if (far > 4 && distance < least) [best, least] = [index, distance];
    });
    return best;
  }

  // The next one whose title begins so.
  find(letter) {
    const titles = this.options.map(({ node }) => node.getAttribute("aria-label").toLowerCase());
    for (let step = 1; step <= titles.length; step += 1) {
      const index = (this.at + step) % titles.length;
      if (titles[index].startsWith(letter)) { this.mark(index); return; }
    }
  }
}

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}
