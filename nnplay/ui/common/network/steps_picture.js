// Draws a network that reads texts, layer under layer: a column for each word, and in it what every unit says there.

import { count as counted, say } from "./say.js";
import { css, namedRgb } from "./color.js";
import { numbersOf, spreads } from "./frames.js";
import { LayersPicture } from "./layers_picture.js";
import { make, zoomOf } from "./picture.js";
import { asking } from "./steps_words.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_STEP = 11, SIGN = 6.6, MOST_GUTTER = 64, MOST_UPRIGHT = 84, ASKING = 11; // as figures/network_room.py expects them
const LEAST_FULL = 0.25; // a share that has the full color where no larger one is
const WORD = 4; // so many times as wide as padding is a word, as in layers.css
const FINE = 640; // pixels of a strip, which all steps together have

export class StepsPicture extends LayersPicture {
  constructor(parent) {
    super(parent);
    this.stage.classList.add("nl-text");
    this.input.remove();
    this.scroll = make("div", this.stage, "nl-scroll");
    this.scroll.append(this.body);
  }

  setNetwork(network) {
    super.setNetwork(network);
    const { input } = network, node = make("div", this.body, "nl-row nl-words");
    this.words = Array.from({ length: input.shape[0] }, (_, step) => this.wordNode(node, step));
    this.body.prepend(node);
    this.body.append(this.svg); // it moves along
    this.gutter = network.rows.some((row) => row.heads) ? Math.min(input.longest * SIGN + 6, MOST_GUTTER) : 0;
  }

  wordNode(parent, step) {
    const node = make("button", parent, "nl-unit nl-word");
    Object.assign(node, { type: "button", tabIndex: -1 });
    Object.assign(node.dataset, { row: -1, place: step });
    make("span", node, "");
    return node;
  }

  // The words of a text, on top and beside those that ask.
  writeWords({ shown, unknown, padding }) {
    this.padding = padding < shown.length ? padding : 0;
    const write = (node, step) => {
      node.classList.toggle("nl-padding", step < padding);
      node.classList.toggle("nl-unknown", unknown.includes(step));
      this.write(node.firstChild, shown[step]);
    };
    this.words.forEach(write);
    this.network.rows.forEach((row, number) => {
      if (row.heads) this.rows[number].units.forEach(({ label, line }, place) => {
        write(label, asking(row, place).step);
        line.classList.toggle("nl-padded", asking(row, place).step < this.padding);
      });
    });
    this.stage.style.setProperty("--nl-last", `${100 * (1 - this.edge(shown.length - 1))}%`);
    this.showBegin();
  }

  // Where a step begins, as a part of the width; padding takes less of it than words.
  edge(step) {
    const steps = this.words.length, { padding } = this;
    return (Math.min(step, padding) + WORD * Math.max(step - padding, 0)) / (padding + WORD * (steps - padding));
  }

  stepAt(share) {
    const found = this.words.findIndex((_, step) => share < this.edge(step + 1));
    return found < 0 ? this.words.length - 1 : found;
  }

  // A long text is wider than the page: where it begins is seen first.
  showBegin() {
    this.scroll.scrollLeft = this.padding ? this.edge(this.padding) * this.inner : 0;
  }

  row(row, number) {
    if (!row.steps) return super.row(row, number);
    const node = this.head(row, number), box = make("div", node, row.heads ? "nl-strips nl-shares" : "nl-strips");
    if (row.heads) box.style.setProperty("--nl-shares", `${ASKING * row.shown}px`);
    const units = Array.from({ length: row.shown }, (_, place) => this.strip(row, number, place, box));
    if (row.last) make("i", box, "nl-last").title = say("last_state");
    if (row.heads) {
      if (row.all_heads > row.heads) make("span", node, "nl-more", say("first_heads", { n: row.heads, count: row.all_heads }));
    } else this.addMore(node, row);
    return { node, box, units, isOutput: false };
  }

  strip(row, number, place, box) {
    const line = make("div", box, "nl-line");
    const label = row.heads ? make("span", line, "nl-asks") : null;
    if (label) {
      make("span", label, "");
      label.setAttribute("aria-hidden", "true");
      line.classList.toggle("nl-head-begins", place > 0 && !(place % row.steps));
    }
    const node = make("button", line, "nl-unit nl-strip");
    Object.assign(node, { type: "button", tabIndex: -1 });
    Object.assign(node.dataset, { row: number, place });
    const canvas = make("canvas", node, "nl-canvas");
    Object.assign(canvas, { width: FINE, height: 1 });
    return { node, label, line, pen: canvas.getContext("2d"), image: new ImageData(FINE, 1) };
  }

  layout(width) {
    if (!width || width === this.width) return;
    super.layout(width);
    const { longest, shape: [steps] } = this.network.input;
    const inner = Math.max(width, this.gutter + LEAST_STEP * steps);
    this.inner = inner - this.gutter;
    const upright = longest > 2 && longest * SIGN + 4 > this.inner / steps;
    this.stage.classList.toggle("nl-upright", upright);
    this.scroll.classList.toggle("nl-long", inner > width);
    for (const [name, size] of Object.entries({ inner, width, gutter: this.gutter })) {
      this.stage.style.setProperty(`--nl-${name}`, `${size}px`);
    }
    this.stage.style.setProperty("--nl-upright", `${Math.min(Math.ceil(longest * SIGN) + 8, MOST_UPRIGHT)}px`);
    this.showBegin();
  }

  paintRow(units, layer) {
    if (!units[0].node.classList.contains("nl-strip")) {
      super.paintRow(units, layer);
      return;
    }
    const color = units[0].label ? this.sharesColor(layer) : this.signedColor(layer);
    units.forEach(({ pen, image }, place) => {
      numbersOf(layer, place).forEach((value, step) => {
        const [from, to] = [step, step + 1].map((one) => Math.round(FINE * this.edge(one)));
        const [red, green, blue] = color(value);
        for (let at = 4 * from; at < 4 * to; at += 4) {
          image.data[at] = red;
          image.data[at + 1] = green;
          image.data[at + 2] = blue;
          image.data[at + 3] = 255;
        }
      });
      pen.putImageData(image, 0, 0);
    });
  }

  // All units of a layer on one scale.
  signedColor(layer) {
    const most = Math.max(...(layer.painted ??= spreads(layer)));
    return (value) => this.colors.signed(value / most);
  }

  sharesColor(layer) {
    const most = Math.max(LEAST_FULL, layer.high), paper = namedRgb("surface"), full = namedRgb("accent");
    return (value) => paper.map((part, channel) => part + (full[channel] - part) * Math.min(value / most, 1));
  }

  // Frames around steps: `[{ row, first, end, kind, place }]`; without a place, over all units of the row.
  mark(marks) {
    this.svg.replaceChildren();
    const origin = this.svg.getBoundingClientRect(), zoom = zoomOf(this.stage);
    for (const { row, first, end, kind, place } of marks) {
      const nodes = row < 0 ? this.words.slice(first, end) : this.rows[row].units.map(({ node }) => node);
      const chosen = row < 0 || place === undefined ? [nodes[0], nodes.at(-1)] : [nodes[place], nodes[place]];
      const [from, to] = chosen.map((node) => node.getBoundingClientRect());
      const left = row < 0 ? from.left : from.left + this.edge(first) * from.width;
      const right = row < 0 ? to.right : from.left + this.edge(end) * from.width;
      const frame = this.svg.appendChild(document.createElementNS(SVG, "rect"));
      const box = { x: left - origin.left, y: from.top - origin.top, width: right - left, height: to.bottom - from.top };
      for (const [name, size] of Object.entries(box)) frame.setAttribute(name, Math.max(size / zoom, 0));
      frame.setAttribute("class", kind);
    }
  }

  node(row, place) {
    return row < 0 ? this.words[place] : super.node(row, place);
  }

  count(row) {
    return row < 0 ? this.words.length : super.count(row);
  }
}
