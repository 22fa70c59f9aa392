// The picture of a network that reads texts: what every layer says to one text, word by word.

import { numbersOf } from "./frames.js";
import { Network as Layers } from "./layers.js";
import { round } from "./words.js";
import { make } from "./picture.js";
import { percent, say } from "./say.js";
import { StepsPicture } from "./steps_picture.js";
import { asking, numberSays, readsWords, stripSays, wordAt } from "./steps_words.js";
import { TypingLine } from "./typing.js";

const HINTS = matchMedia("(pointer: coarse)").matches ? ["words_touch", "sums_touch_cell"] : ["words", "sums"];

export class Network extends Layers {
  newPicture() {
    return new StepsPicture(this.node);
  }

  newPad(parent) {
    return new TypingLine(parent, (typed) => this.tellServer("typed", typed));
  }

  // What is typed comes after the test example.
  addChoice() {
    super.addChoice();
    this.picture.side.append(this.pad.box);
  }

  get hints() {
    return HINTS;
  }

  get words() {
    return this.example.words;
  }

  get steps() {
    return this.network.input.shape[0];
  }

  isStrip(row) {
    return row >= 0 && Boolean(this.network.rows[row].steps);
  }

  paintExample() {
    this.picture.writeWords(this.words);
  }

  says(row, place) {
    if (!this.isStrip(row)) return super.says(row, place);
    return stripSays(this.network, this.words, row, place, this.frame?.[row]);
  }

  inputInWords(place) {
    return this.example ? say("input_word", { word: wordAt(this.words, place) }) : say("inputs");
  }

  // Pointer and keyboard -----------------------------------------------------------------------

  isPointed({ row, place, pixel }) {
    return super.isPointed({ row, place }) && (!pixel || this.pointed.pixel?.[0] === pixel[0]);
  }

  under(event) {
    const unit = event.target.closest?.(".nl-unit");
    if (!unit) return null;
    const row = Number(unit.dataset.row), place = Number(unit.dataset.place);
    if (!this.isStrip(row) || (event.type === "click" && !event.detail)) return { row, place }; // a key has no place
    const box = unit.getBoundingClientRect();
    return { row, place, pixel: [this.picture.stepAt((event.clientX - box.left) / box.width)] };
  }

  // A unit that was reached by key is meant at the word where the keys were before, else where it says most.
  opened({ row, place, pixel }) {
    if (pixel || !this.isStrip(row)) return { row, place, pixel };
    const numbers = this.frame && numbersOf(this.frame[row], place);
    return { row, place, pixel: [this.step ?? (numbers ? numbers.indexOf(Math.max(...numbers)) : 0)] };
  }

  point(found, at = null) {
    super.point(found, at);
    this.picture.words?.forEach((node, step) => node.classList.toggle("nl-here", Boolean(found) && this.stepOf(found) === step));
  }

  stepOf({ row, place, pixel }) {
    return row < 0 ? place : pixel?.[0];
  }

  marks(found) {
    const { row, place } = found, { rows } = this.network, step = this.stepOf(found);
    if (step === undefined) return [];
    if (row < 0) {
      const columns = rows.map((one, number) => one.steps && { row: number, first: step, end: step + 1, kind: "nl-far" });
      return columns.filter(Boolean);
    }
    const here = { row, place, first: step, end: step + 1, kind: "nl-near" };
    if (rows[row].heads) {
      const own = asking(rows[row], place).step;
      return [here, ...[own, step].map((one) => ({ row: -1, first: one, end: one + 1, kind: "nl-near" }))];
    }
    const [first, end] = rows[row].reads[step];
    return [here, { row: -1, first, end, kind: "nl-near" }];
  }

  tipOf({ row, place, pixel }) {
    if (row < 0) return this.inputInWords(place);
    if (!pixel) return this.says(row, place).filter(Boolean).join(": ");
    const one = this.network.rows[row];
    const said = numberSays(this.network, this.words, row, place, pixel[0], this.frame?.[row]);
    return one.heads ? said : `${said}\n${readsWords(this.words, one.reads[pixel[0]])}`;
  }

  sumOf({ row, place, pixel }) {
    const one = this.network.rows[row];
    if (one.heads) return null;
    if (one.last) return pixel[0] === this.steps - 1 ? [this.unitAt(row, place)] : null;
    return super.sumOf({ row, place, pixel });
  }

  // From unit to unit with up and down, from word to word with left and right.
  walk(key) {
    const { row, place } = this.active, last = this.network.rows.length - 1;
    const across = key === "ArrowLeft" || key === "ArrowRight", by = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    if (across && this.isStrip(row)) {
      this.walkPixels(key, this.picture.node(row, place));
      return;
    }
    const within = across || this.isStrip(row), next = place + by;
    if (within && next >= 0 && next < this.picture.count(row)) this.goTo(row, next);
    else if (!across && row + by >= -1 && row + by <= last) this.goTo(row + by, this.entry(row + by, by));
  }

  // Where keys come into a row.
  entry(row, by) {
    if (row < 0) return this.step ?? this.words.padding % this.steps;
    return by < 0 && this.isStrip(row) ? this.picture.count(row) - 1 : 0;
  }

  goTo(row, place) {
    if (row < 0) this.step = place;
    this.setActive(row, place);
    const node = this.picture.node(row, place);
    node.focus();
    node.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  walkPixels(key, unit) {
    const { row, place } = this.active;
    if (!this.isStrip(row) || key === "ArrowUp" || key === "ArrowDown") return;
    const { pixel } = this.opened(this.isPointed(this.active) ? this.pointed : { ...this.active });
    this.step = Math.min(Math.max(pixel[0] + (key === "ArrowLeft" ? -1 : 1), 0), this.steps - 1);
    this.byKey = true;
    this.point({ row, place, pixel: [this.step] }, unit);
    this.spoken.textContent = this.tip.textContent;
    this.picture.words[this.step].scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  // A column for each word.
  newTable() {
    const table = document.createElement("table"), line = make("tr", make("thead", table, ""), "");
    make("td", line, "");
    this.words.shown.forEach((_, step) => { make("th", line, "", wordAt(this.words, step)).scope = "col"; });
    const body = make("tbody", table, "");
    this.network.rows.forEach((_, row) => this.addLines(body, row));
    return table;
  }

  addLines(table, row) {
    if (!this.isStrip(row)) {
      super.addLines(table, row);
      return;
    }
    const layer = this.frame?.[row], isShares = this.network.rows[row].heads;
    for (let place = 0; place < this.picture.count(row); place++) {
      const line = make("tr", table, "");
      make("th", line, "", this.says(row, place)[0]).scope = "row";
      if (layer) for (const value of numbersOf(layer, place)) make("td", line, "", isShares ? percent(value) : round(value));
    }
  }
}
