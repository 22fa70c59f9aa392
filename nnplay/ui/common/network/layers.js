// The picture of a network that reads images: what every layer says to one example, which is a test example or a
// drawing. The numbers come from the server; see figures/living_images.py.

import { Controls } from "./controls.js";
import { onView } from "./color.js";
import { DrawingPad } from "./drawing.js";
import { tellPage } from "./follow.js";
import { frameOf, numbersOf, pictureOf } from "./frames.js";
import { LayersPicture } from "./layers_picture.js";
import { isMaps, peak, readsInWords, told, unitInWords, unitName, unitSays } from "./layers_words.js";
import { make, zoomOf } from "./picture.js";
import { Player } from "./player.js";
import { list, say, written } from "./say.js";
import { windowsBehind } from "./windows.js";

const MOST_FRAMES = 80; // kept of a training that runs
const NAMES_PAUSE = 1000; // milliseconds between two namings of all units
const HINTS = matchMedia("(pointer: coarse)").matches ? ["frames_touch", "sums_touch"] : ["frames", "sums"];

export class Network {
  constructor(parent) {
    this.node = make("div", parent, "nnplay-network nn-layers");
    this.node.setAttribute("role", "group");
    this.node.network = this;
    this.player = new Player((same) => this.onFrame(same), (held) => this.report(held));
    this.controls = new Controls(this.node, this.player);
    this.picture = this.newPicture();
    this.foot = make("div", this.node, "nl-foot");
    this.details = make("details", this.node, "nn-table");
    make("summary", this.details, "", say("table"));
    this.table = make("div", this.details, "");
    this.details.addEventListener("toggle", () => this.fillTable(true));
    this.tip = make("div", this.picture.stage, "nn-tip");
    this.tip.hidden = true;
    this.spoken = make("div", this.node, "nnplay-pen-said");
    this.spoken.setAttribute("aria-live", "polite");
    this.active = { row: -1, place: 0 };
    this.addChoice();
    this.listen();
    this.observer = new ResizeObserver(() => requestAnimationFrame(() => this.resize()));
    this.observer.observe(this.node);
    this.endView = onView(() => this.recolor());
  }

  // What differs where texts are read; see steps.js.
  newPicture() {
    return new LayersPicture(this.node);
  }

  newPad(parent) {
    return new DrawingPad(parent, (drawn) => this.tellServer("drawn", drawn));
  }

  get hints() {
    return HINTS;
  }

  paintExample() {
    this.picture.paintInput(pictureOf(this.example.picture));
  }

  says(row, place) {
    return unitSays(this.network, row, place, this.frame?.[row]);
  }

  recolor() {
    this.pad.redraw();
    if (!this.network) return;
    this.picture.recolor();
    if (this.example) this.paintExample();
    this.paint();
  }

  addChoice() {
    const { side } = this.picture;
    this.pad = this.newPad(side);
    const choice = make("div", side, "nl-choice");
    this.title = make("div", choice, "nl-title");
    this.truth = make("div", choice, "nl-truth");
    const step = make("div", choice, "nl-step");
    this.back = this.button(step, "‹", say("example_before"), () => this.choose(-1));
    this.next = this.button(step, "›", say("next_example"), () => this.choose(1));
    [this.back.dataset.act, this.next.dataset.act] = ["example-before", "next-example"];
  }

  button(parent, text, label, act) {
    const node = make("button", parent, "nn-button", text);
    Object.assign(node, { type: "button", title: label });
    node.setAttribute("aria-label", label);
    node.addEventListener("click", act);
    return node;
  }

  // By 1 or -1; from a drawing back to the example that was there before.
  choose(by) {
    if (this.next.hidden) return;
    const { place, count, drawn } = this.example;
    this.wanted = ((this.wanted ?? place) + (drawn && this.wanted === undefined ? 0 : by) + count) % count;
    this.pad.waitsUntil = 0;
    clearTimeout(this.choosing);
    this.choosing = setTimeout(() => {
      this.tellServer("chosen", this.wanted);
      this.wanted = undefined;
    }, 120);
  }

  // What the server tells ----------------------------------------------------------------------

  show(message) {
    const first = !this.network;
    this.node.setAttribute("aria-label", message.label);
    this.controls.bar.hidden = Boolean(message.still);
    this.opens = message.opens;
    const hint = this.hints.slice(0, message.opens ? 2 : 1).map((name) => say(name)).join(" ");
    if (this.foot.textContent !== hint) this.foot.textContent = hint;
    for (const button of [this.back, this.next]) button.hidden = !message.picks;
    const described = JSON.stringify(message.network);
    if (described !== this.described) {
      this.described = described;
      this.player.forget();
      this.network = message.network;
      this.picture.setNetwork(this.network);
      this.example = null;
      this.active = { row: -1, place: 0 };
      this.pointed = null;
    }
    const decoded = (told) => ({ epoch: told.epoch, weights: frameOf(told) });
    const frames = message.frames.map(decoded), now = message.now && decoded(message.now);
    const { player } = this, sameRun = message.run === player.run;
    const another = message.example.name !== this.example?.name;
    // While it trains, what it says to another example comes a moment later; until then all stays as it is.
    if (another && this.example && sameRun && message.live && !frames.length && player.shown) return;
    if (another) this.setExample(message.example);
    if (another || message.whole) {
      player.frames = new Map();
      player.epochs = [];
      player.forget();
    } else if (sameRun && frames.length && frames.at(-1).epoch < (player.epochs.at(-1) ?? 0)) {
      player.frames = new Map(); // begun again
      player.head = 0;
    }
    if (another && message.live && sameRun) player.head = Infinity;
    this.prune();
    player.take({ ...message, frames, now }, first);
    this.pad.follow(message.example.drawn, message.example.typed);
    this.resize();
    this.controls.update();
  }

  prune() {
    const { frames } = this.player;
    if (frames.size <= MOST_FRAMES) return;
    const epochs = [...frames.keys()].sort((a, b) => a - b);
    epochs.forEach((epoch, place) => { if (place % 2 && place < epochs.length - 2) frames.delete(epoch); });
  }

  setExample(example) {
    this.example = example;
    this.title.textContent = example.title;
    this.truth.textContent = this.truth.title = example.truth ? say("truth", { name: example.truth }) : example.caution ?? "";
    this.pad.box.hidden = !(example.sketchable || "typed" in example);
    this.next.title = say(example.drawn ? "back_to_examples" : "next_example");
    this.paintExample();
    this.point(null);
  }

  onFrame(same) {
    if (!same || !this.painted) this.paint();
    this.controls.update();
    this.tell();
  }

  // The curves follow what is shown here; see chart.js.
  tell() {
    const { shown, run } = this.player;
    const told = shown ? { run, epoch: shown.epoch, isNow: shown.isNow } : null;
    const where = JSON.stringify([told, this.player.playing, this.player.live]);
    if (where === this.told) return;
    this.told = where;
    tellPage(told, this.player);
  }

  get frame() {
    return this.player.shown?.weights ?? null;
  }

  paint() {
    if (!this.network || !this.example) return;
    this.painted = true;
    this.picture.paint(this.frame, this.example.truth);
    this.node.dataset.draws = Number(this.node.dataset.draws || 0) + 1;
    this.describeActive();
    this.nameSoon();
    this.sayPointed();
    this.fillTable();
  }

  // Every unit says what it shows to those who walk the page with a screen reader, but not in every frame of a film.
  nameSoon() {
    this.naming ??= setTimeout(() => {
      this.naming = null;
      this.network.rows.forEach((_, row) => {
        for (let place = 0; place < this.picture.count(row); place++) this.nameUnit(row, place);
      });
      for (let place = 0; place < this.picture.count(-1); place++) this.nameUnit(-1, place);
    }, this.named ? NAMES_PAUSE : 0);
    this.named = true;
  }

  nameUnit(row, place) {
    const words = row < 0 ? this.inputInWords(place) : this.says(row, place).filter(Boolean).join(": ");
    this.picture.node(row, place)?.setAttribute("aria-label", words);
  }

  inputInWords() {
    return say("input_picture", { title: this.example?.title ?? "" });
  }

  resize() {
    if (!this.network || !this.node.clientWidth) return;
    this.controls.layout(this.node.clientWidth);
    this.picture.layout(this.node.clientWidth);
  }

  // Pointer and keyboard -----------------------------------------------------------------------

  listen() {
    const { stage } = this.picture;
    stage.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") this.point(this.under(event), event); });
    stage.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") this.point(null); });
    stage.addEventListener("click", (event) => {
      const found = this.under(event);
      if (!found) { this.point(null); return; }
      if (!event.detail) { this.open(this.opened(this.byKey && this.isPointed(found) ? this.pointed : found)); return; } // a key was pressed
      const { pointed } = this;
      if (event.pointerType !== "touch") this.open(found);
      else if (this.isPointed(found)) this.open(pointed);
      else this.point(found, event);
    });
    stage.addEventListener("focusin", (event) => {
      const unit = event.target.closest(".nl-unit");
      if (!unit) return;
      this.setActive(Number(unit.dataset.row), Number(unit.dataset.place));
      if (!unit.matches(":focus-visible")) return;
      this.byKey = true;
      this.point(this.opened({ ...this.active }), unit);
    });
    stage.addEventListener("focusout", () => {
      if (this.byKey) this.point(null);
      this.byKey = false;
    });
    this.node.tabIndex = -1;
    this.node.addEventListener("keydown", (event) => this.key(event));
  }

  isPointed({ row, place }) {
    return this.pointed?.row === row && this.pointed.place === place;
  }

  // The map, with its pixel, or the unit under the pointer.
  under(event) {
    const unit = event.target.closest?.(".nl-unit");
    if (!unit) return null;
    const row = Number(unit.dataset.row), place = Number(unit.dataset.place);
    const shape = row < 0 ? this.network.input.shape : this.network.rows[row].shape;
    if (shape.length !== 3) return { row, place };
    const box = unit.getBoundingClientRect(), step = row < 0 ? 1 : this.network.rows[row].step;
    const at = (share, size) => Math.min(Math.max(Math.floor((share * size) / step) * step, 0), size - 1);
    return {
      row,
      place,
      pixel: [at((event.clientY - box.top) / box.height, shape[0]), at((event.clientX - box.left) / box.width, shape[1])],
    };
  }

  // A map that was reached by key is meant at the place where it says most.
  opened({ row, place, pixel }) {
    if (pixel) return { row, place, pixel };
    if (row < 0) return { row, place, pixel: this.network.input.shape.slice(0, 2).map((size) => size >> 1) };
    const layer = this.frame?.[row];
    return isMaps(this.network.rows[row])
      ? { row, place, pixel: layer ? peak(this.network.rows[row], layer, place).pixel : [0, 0] } : { row, place };
  }

  point(found, at = null) {
    this.pointed = found;
    this.picture.mark(found ? this.marks(found) : []);
    this.tip.hidden = !found;
    if (!found) return;
    this.sayPointed();
    const { stage } = this.picture, box = stage.getBoundingClientRect(), zoom = zoomOf(stage);
    const place = at.getBoundingClientRect?.();
    const x = ((place ? place.left : at.clientX) - box.left) / zoom, y = ((place ? place.bottom : at.clientY) - box.top) / zoom;
    const left = Math.min(Math.max(x + 12, 0), box.width / zoom - this.tip.offsetWidth);
    const below = y + 16 + this.tip.offsetHeight < box.height / zoom;
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(below ? y + 16 : y - this.tip.offsetHeight - 14)}px)`;
  }

  marks({ row, place, pixel }) {
    if (!pixel) return [];
    const here = { row, place, box: [pixel[0], pixel[1], pixel[0] + 1, pixel[1] + 1], kind: "nl-near" };
    if (row < 0) return [here];
    const { rows, input } = this.network;
    const behind = windowsBehind(rows, input.shape, row, pixel).map(({ row: earlier, box }, number) => {
      const one = earlier >= 0 && !number && !rows[row].mixes && rows[earlier].shape[2] === rows[row].shape[2];
      const same = one ? this.placeOf(earlier, this.unitAt(row, place)) : undefined;
      return { row: earlier, box, place: same, kind: !number || earlier < 0 ? "nl-near" : "nl-far" };
    });
    return [here, ...behind];
  }

  unitAt(row, place) {
    return this.frame?.[row].units[place] ?? place;
  }

  // Where a unit is drawn; -1 where it is left out.
  placeOf(row, unit) {
    return this.frame ? this.frame[row].units.indexOf(unit) : unit;
  }

  sayPointed() {
    if (this.pointed && !this.tip.hidden) this.tip.textContent = this.tipOf(this.pointed);
  }

  tipOf({ row, place, pixel }) {
    const { network, frame } = this;
    if (row < 0) {
      const { shape, bytes } = this.inputPicture;
      const values = [...bytes.subarray((pixel[0] * shape[1] + pixel[1]) * shape[2]).subarray(0, shape[2])];
      const told = list(values.map((value) => written((value / 255).toFixed(2))));
      return say("input_pixel", { row: pixel[0], column: pixel[1], values: told });
    }
    const one = network.rows[row], layer = frame?.[row];
    if (!pixel) return unitInWords(network, row, place, layer);
    const across = Math.ceil(one.shape[1] / one.step);
    const value = layer && numbersOf(layer, place)[(pixel[0] / one.step) * across + pixel[1] / one.step];
    const [read] = windowsBehind(network.rows, network.input.shape, row, pixel);
    const unit = unitName(network, row, this.unitAt(row, place));
    const words = say(layer ? "pixel_is" : "pixel", { unit, row: pixel[0], column: pixel[1], value: layer && told(layer, value) });
    return `${words}\n${readsInWords(read.box, network.rows[read.row]?.number)}`;
  }

  get inputPicture() {
    if (this.decodedOf !== this.example) [this.decodedOf, this.decoded] = [this.example, pictureOf(this.example.picture)];
    return this.decoded;
  }

  // Asks for the sum behind a number.
  open(found) {
    if (!found || found.row < 0 || !this.frame || !this.opens) return;
    const place = this.sumOf(found);
    if (place) this.tellServer("clicked", { layer: this.network.rows[found.row].name, place });
  }

  // Where a number is in the output of its layer; nothing where it is none of it.
  sumOf({ row, place, pixel }) {
    const unit = this.unitAt(row, place);
    const isAnswer = row === this.network.rows.length - 1 && this.network.task === "binary";
    return pixel ? [...pixel, unit] : [isAnswer ? 0 : unit];
  }

  setActive(row, place) {
    const before = this.picture.node(this.active.row, this.active.place);
    if (before) before.tabIndex = -1;
    this.active = { row, place };
    this.describeActive();
  }

  describeActive() {
    const { row, place } = this.active, node = this.picture.node(row, place);
    if (!node) return;
    node.tabIndex = 0;
    this.nameUnit(row, place);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const unit = event.target.closest(".nl-unit");
    if (unit && event.key.startsWith("Arrow") && event.shiftKey) this.walkPixels(event.key, unit);
    else if (unit && event.key.startsWith("Arrow")) this.walk(event.key);
    else if (event.target.matches("input, select")) return;
    else if (event.key === "n") this.choose(1);
    else if (event.key === "b") this.choose(-1);
    else if (!this.controls.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  walk(key) {
    let { row, place } = this.active;
    if (key === "ArrowLeft") place -= 1;
    if (key === "ArrowRight") place += 1;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const next = row + (key === "ArrowUp" ? -1 : 1);
      if (next < -1 || next >= this.network.rows.length) return;
      place = Math.round(((place + 0.5) / this.picture.count(row)) * this.picture.count(next) - 0.5);
      row = next;
    }
    place = Math.min(Math.max(place, 0), this.picture.count(row) - 1);
    this.setActive(row, place);
    this.picture.node(row, place).focus();
  }

  // From pixel to pixel of the map that has the focus, or of the input.
  walkPixels(key, unit) {
    const { row, place, pixel } = this.opened(this.isPointed(this.active) ? this.pointed : { ...this.active });
    if (!pixel) return;
    const { shape, step } = row < 0 ? { shape: this.network.input.shape, step: 1 } : this.network.rows[row];
    const way = { ArrowUp: [-step, 0], ArrowDown: [step, 0], ArrowLeft: [0, -step], ArrowRight: [0, step] }[key];
    const last = (size) => Math.floor((size - 1) / step) * step;
    const next = pixel.map((value, axis) => Math.min(Math.max(value + way[axis], 0), last(shape[axis])));
    this.byKey = true;
    this.point({ row, place, pixel: next }, unit);
    this.spoken.textContent = this.tip.textContent;
  }

  // The same numbers in a table; filled only while it is open, and not in every frame.
  fillTable(now = false) {
    if (!this.details.open || !this.network || (!now && performance.now() - (this.filled || 0) < 500)) return;
    this.filled = performance.now();
    this.table.replaceChildren(this.newTable());
  }

  newTable() {
    const table = document.createElement("table");
    this.network.rows.forEach((_, row) => this.addLines(table, row));
    return table;
  }

  addLines(table, row) {
    for (let place = 0; place < this.picture.count(row); place++) {
      const line = make("tr", table, ""), [name, says] = this.says(row, place);
      make("th", line, "", name).scope = "row";
      make("td", line, "", says);
    }
  }

  // For tests: the numbers of each layer that is drawn, by the layer's name.
  maps() {
    return Object.fromEntries(this.network.rows.map(({ name }, row) => [
      name, { units: this.frame[row].units, exact: this.frame[row].exact, values: [...this.frame[row].values] },
    ]));
  }

  end() {
    tellPage(null, this.player);
    clearTimeout(this.choosing);
    clearTimeout(this.naming);
    this.player.stop();
    this.controls.end();
    this.observer.disconnect();
    this.endView();
    this.node.remove();
  }
}
