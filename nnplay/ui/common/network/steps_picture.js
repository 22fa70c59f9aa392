// Draws a network that reads texts, layer under layer: a column for each word, and in it what every unit says there.

import { count as counted, say } from "./say.js";
import { css, namedRgb } from "./color.js";
import { numbersOf, spreads } from "./frames.js";
import { LayersPicture } from "./layers_picture.js";
import { make, zoomOf } from "./picture.js";
import { asking } from "./steps_words.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_STEP = 11, SIGN = 6.6, MOST_GUTTER = 64, MOST_UPRIGHT = 84; // as figures/network_room.py expects them
const LEAST_FULL = 0.25; // a share that has the full color where no larger one is

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
    this.padding = padding;
    const write = (node, step) => {
      node.classList.toggle("nl-padding", step < padding);
      node.classList.toggle("nl-unknown", unknown.includes(step));
      this.write(node.firstChild, shown[step]);
    };
    this.words.forEach(write);
    this.network.rows.forEach((row, number) => {
      if (row.heads) this.rows[number].units.forEach(({ label }, place) => write(label, asking(row, place).step));
    });
    this.showBegin();
  }

  // A long text is wider than the page: where it begins is seen first.
  showBegin() {
    this.scroll.scrollLeft = this.padding ? this.padding * this.pitch : 0;
  }

  row(row, number) {
    if (!row.steps) return super.row(row, number);
    const node = this.head(row, number), box = make("div", node, row.heads ? "nl-strips nl-shares" : "nl-strips");
    const units = Array.from({ length: row.shown }, (_, place) => this.strip(row, number, place, box));
    if (row.last) make("i", box, "nl-last").title = say("last_state");
    if (row.heads) {
      if (row.all_heads > row.heads) make("span", node, "nl-more", say("first_heads", { shown: row.heads, count: row.all_heads }));
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
    Object.assign(canvas, { width: row.steps, height: 1 });
    return { node, label, pen: canvas.getContext("2d"), image: new ImageData(row.steps, 1) };
  }

  layout(width) {
    if (!width || width === this.width) return;
    super.layout(width);
    const { longest, shape: [steps] } = this.network.input;
    const inner = Math.max(width, this.gutter + LEAST_STEP * steps);
    this.pitch = (inner - this.gutter) / steps;
    const upright = longest > 2 && longest * SIGN + 4 > this.pitch;
    this.stage.classList.toggle("nl-upright", upright);
    this.scroll.classList.toggle("nl-long", inner > width);
    for (const [name, size] of Object.entries({ inner, width, gutter: this.gutter, pitch: this.pitch })) {
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
      numbersOf(layer, place).forEach((value, step) => image.data.set([...color(value), 255], 4 * step));
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
      const left = row < 0 ? from.left : from.left + (first / this.words.length) * from.width;
      const right = row < 0 ? to.right : from.left + (end / this.words.length) * from.width;
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
