// Draws a network on a table for one example: every unit in the color of what it says, every edge as its weight times what
// comes along it, and beside them the answer and the inputs that weigh most.

import { weightPlace } from "./forward.js";
import { css, named } from "./color.js";
import { Picture, make } from "./picture.js";
import { percent, say } from "./say.js";
import { round } from "./words.js";

const MOST_BARS = 8, MOST_CLASSES = 6, LINE = 20, TITLE = 50;
const FULL = 3; // of the strongest edge of a layer, as the weight that looks so

export class TablePicture extends Picture {
  constructor(parent) {
    super(parent);
    this.stage.classList.add("nt-stage");
    this.map.hidden = this.dots.hidden = true;
    this.facts = make("div", this.large, "nt-facts");
    this.answerBox = make("div", this.facts, "nt-answer");
    this.weighTitle = make("div", this.facts, "nt-title");
    this.weighBox = make("div", this.facts, "nt-weigh");
    this.caption.hidden = true;
  }

  namesWidth(width) {
    const longest = Math.max(...this.network.inputs.map(({ name }) => name.length));
    return Math.min(Math.max(74, longest * 6.3 + 52), width < 480 ? 124 : 176);
  }

  // The facts take the place of the large map, and all of the width where they stand under the network.
  layout(width) {
    if (!width || width === this.width) return;
    super.layout(width);
    this.names = [...this.stage.querySelectorAll(".nn-input")];
    for (const node of this.names) {
      const name = node.textContent;
      node.textContent = "";
      make("span", node, "", name);
      make("b", node, "", "");
    }
    const { beside, large, height } = this.place, { network } = this;
    const classes = network.task === "regression" ? 1 : Math.min(network.classes.length, MOST_CLASSES);
    const high = LINE * (classes + Math.min(network.inputs.length, MOST_BARS)) + TITLE;
    const top = beside ? Math.max(0, (this.place.high - high) / 2) : large.y;
    Object.assign(this.large.style, {
      top: `${top}px`,
      left: beside ? `${large.x}px` : "0",
      width: beside ? `${large.size}px` : "100%",
      height: `${high}px`,
    });
    this.stage.style.height = `${Math.max(beside ? this.place.bottom : 0, top + high, beside ? 0 : height - large.size)}px`;
  }

  // What the example brings along an edge, beside the most that it brings along any of the same layer.
  edgeValue(weight, edge) {
    return (FULL * weight * this.broughtTo(edge)) / this.most[edge.column];
  }

  broughtTo({ column, input }) {
    return this.columnsSaid[this.place.columns[column - 1].said]?.[input]?.[0] ?? 0;
  }

  paintEdges(weights, focus) {
    this.most = this.place.columns.map(() => 1e-9);
    for (const edge of weights ? this.edges.filter(({ dense }) => dense) : []) {
      const weight = weights[weightPlace(this.place.columns[edge.column].layer, edge.input, edge.unit)];
      this.most[edge.column] = Math.max(this.most[edge.column], Math.abs(weight * this.broughtTo(edge)));
    }
    super.paintEdges(weights, focus);
    this.nameInputs();
  }

  // Each input's name, with its number in its own units.
  nameInputs() {
    this.names.forEach((node, input) => {
      const { name, offset, scale } = this.network.inputs[input];
      const text = round(this.columnsSaid[0][input][0] * scale + offset).replace(/[.,]0+$/, "");
      if (node.lastChild.textContent !== text) node.lastChild.textContent = text;
      node.title = `${name}: ${text}`;
    });
  }

  // One scale for a layer, so that its units can be compared.
  spreads(columns) {
    const most = columns.reduce((size, [value]) => Math.max(size, Math.abs(value)), 0) || 1;
    return columns.map(() => most);
  }

  paintPoints() {}

  planePlace() {
    return null;
  }

  paintLarge(focus, discrete, ready) {
    this.shown = { column: this.place.columns.length - 1, unit: 0 };
    this.paintAnswer(ready);
    this.paintWeighing(focus, ready);
  }

  paintAnswer(ready) {
    const { network } = this, outputs = ready ? this.columnsSaid.at(-1).map(([value]) => value) : null;
    const shares = !outputs || network.task === "regression" ? null
      : network.task === "binary" ? [1 - outputs[0], outputs[0]] : outputs;
    const names = network.task === "regression" ? [network.target] : network.classes;
    this.lines(this.answerBox, names.slice(0, MOST_CLASSES).map((name, place) => ({
      name: name === this.truth ? `${name} ✓` : name,
      share: shares ? shares[place] : 0,
      color: shares ? css(this.colors.classes[place % this.colors.classes.length]) : "",
      text: !outputs ? "–" : shares ? percent(shares[place]) : round(outputs[0]),
    })));
  }

  // Weight times value in the first layer with weights: of the unit that is pointed at, or of all its units together.
  paintWeighing(focus, ready) {
    const first = this.place.columns.findIndex(({ layer }) => layer?.op === "dense");
    const weights = this.weightsNow;
    if (!ready || first < 1 || !weights) {
      this.weighTitle.textContent = say("train_for_inputs");
      this.lines(this.weighBox, []);
      return;
    }
    const column = this.place.columns[first], unit = focus?.column === first ? focus.unit : null;
    const values = this.columnsSaid[this.place.columns[first - 1].said];
    const found = values.map(([value], input) => {
      const part = (at) => weights[weightPlace(column.layer, input, at)] * value;
      if (unit !== null) return { input, size: part(unit), signed: true };
      let size = 0;
      for (let at = 0; at < column.units; at++) size += Math.abs(part(at));
      return { input, size: size / column.units, signed: false };
    }).sort((one, other) => Math.abs(other.size) - Math.abs(one.size)).slice(0, MOST_BARS);
    const most = Math.abs(found[0].size) || 1;
    this.weighTitle.textContent = unit === null
      ? say("counts_most") : say("counts_for_unit", { unit: unit + 1 });
    this.lines(this.weighBox, found.map(({ input, size, signed }) => ({
      name: values.length === this.network.inputs.length ? this.network.inputs[input].name : say("short_unit", { unit: input + 1 }),
      share: Math.abs(size) / most,
      color: signed ? css(size < 0 ? this.colors.negative : this.colors.positive) : named("plain"),
      text: round(size),
    })));
  }

  // A name, a bar and a number in each line; lines are made once and then only changed.
  lines(box, lines) {
    while (box.children.length > lines.length) box.lastChild.remove();
    while (box.children.length < lines.length) {
      const line = make("div", box, "nt-line");
      make("span", line, "nt-name");
      make("i", make("span", line, "nt-bar"), "");
      make("span", line, "nt-number");
    }
    lines.forEach(({ name, share, color, text }, place) => {
      const [label, bar, number] = box.children[place].children;
      if (label.textContent !== name) label.textContent = label.title = name;
      bar.firstChild.style.width = `${(100 * share).toFixed(1)}%`;
      bar.firstChild.style.background = color;
      if (number.textContent !== text) number.textContent = text;
    });
  }
}
