// Draws a network that reads images, layer under layer: a small picture for every map, a cell for every unit of a row,
// and a bar for every class.

import { Colors, css, namedRgb } from "./color.js";
import { answer, numbersOf, spreads } from "./frames.js";
import { isMaps, layerName, told } from "./layers_words.js";
import { make, zoomOf } from "./picture.js";
import { count as counted, percent, say } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 460, GAP = 4;

export class LayersPicture {
  constructor(parent) {
    this.stage = make("div", parent, "nl-stage");
    this.top = make("div", this.stage, "nl-top");
    this.input = make("button", this.top, "nl-unit nl-map nl-input");
    this.input.type = "button";
    this.input.dataset.row = -1;
    this.input.dataset.place = 0;
    this.input.tabIndex = -1;
    this.inputCanvas = make("canvas", this.input, "nl-canvas");
    this.side = make("div", this.top, "nl-side");
    this.body = make("div", this.stage, "nl-body");
    this.svg = this.stage.appendChild(document.createElementNS(SVG, "svg"));
    this.svg.setAttribute("class", "nl-frames");
    this.svg.setAttribute("aria-hidden", "true");
  }

  setNetwork(network) {
    this.network = network;
    this.colors = new Colors(network.colors);
    this.body.replaceChildren();
    this.frame = null;
    this.rows = network.rows.map((row, number) => this.row(row, number));
    this.width = 0;
  }

  // The theme of the page has changed: all is painted anew.
  recolor() {
    this.colors = new Colors(this.network.colors);
  }

  // A row with its head.
  head(row, number) {
    const node = make("div", this.body, "nl-row");
    const head = make("div", node, "nl-head");
    make("b", head, "", layerName(this.network, number));
    const what = [row.summary, ...row.notes].filter(Boolean).join(" · ");
    make("span", head, "nl-what", what).title = what;
    make("span", head, "nl-shape", row.shape.map((size) => counted(size)).join(" × "));
    return node;
  }

  row(row, number) {
    const node = this.head(row, number);
    const isOutput = number === this.network.rows.length - 1;
    const count = isOutput && this.network.task === "binary" ? 2 : row.shown;
    const box = make("div", node, isOutput ? "nl-classes" : isMaps(row) ? "nl-maps" : "nl-cells");
    const units = Array.from({ length: count }, (_, place) => this.unit(row, number, place, box, isOutput));
    if (isOutput) box.classList.toggle("nl-short", this.network.classes.every((name) => name.length < 5));
    if (isOutput) box.style.setProperty("--nl-lines", Math.ceil(count / 2));
    this.addMore(box, row);
    return { node, box, units, isOutput };
  }

  // How many units are left out.
  addMore(box, row) {
    const left = row.shape.at(-1) - row.shown;
    if (left) make("span", box, "nl-more", say("more", { count: counted(left) })).title =
      say("most_active", { shown: row.shown, count: counted(row.shape.at(-1)) });
  }

  unit(row, number, place, box, isOutput) {
    const node = make("button", box, isOutput ? "nl-unit nl-class" : isMaps(row) ? "nl-unit nl-map" : "nl-unit nl-cell");
    node.type = "button";
    node.tabIndex = -1;
    node.dataset.row = number;
    node.dataset.place = place;
    if (isOutput) {
      const name = make("span", node, "nl-name");
      const bar = make("span", node, "nl-bar"), fill = make("i", bar, ""), share = make("span", node, "nl-share");
      return { node, name, fill, share };
    }
    if (!isMaps(row)) return { node };
    const canvas = make("canvas", node, "nl-canvas");
    canvas.height = Math.ceil(row.shape[0] / row.step);
    canvas.width = Math.ceil(row.shape[1] / row.step);
    return { node, pen: canvas.getContext("2d"), image: new ImageData(canvas.width, canvas.height) };
  }

  // Sizes for a width: all maps stand in one grid of columns, so that layers are aligned.
  layout(width) {
    if (!width || width === this.width) return;
    this.width = width;
    const across = width >= WIDE ? 16 : 8;
    const size = Math.min(Math.floor((width + GAP) / across - GAP), 46);
    this.stage.style.setProperty("--nl-map", `${size}px`);
    this.stage.style.setProperty("--nl-cell", `${(size - GAP) / 2}px`);
    this.stage.style.setProperty("--nl-across", across);
    this.stage.classList.toggle("nl-narrow", width < WIDE);
  }

  paintInput({ shape: [height, width, channels], bytes }) {
    const canvas = this.inputCanvas;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const image = new ImageData(width, height), { light } = this.network.input;
    const paper = namedRgb("image_paper"), ink = namedRgb("image_ink");
    for (let at = 0; at < width * height; at++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = bytes[at * channels + (channels === 3 ? channel : 0)];
        image.data[4 * at + channel] = channels === 3 || light ? value : paper[channel] + ((ink[channel] - paper[channel]) * value) / 255;
      }
      image.data[4 * at + 3] = 255;
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  // Draws a frame; null where there are no numbers yet.
  paint(frame, truth) {
    this.stage.classList.toggle("nl-blank", !frame);
    this.rows.forEach(({ units, isOutput }, number) => {
      const layer = frame?.[number];
      if (isOutput) this.paintAnswer(units, layer, truth);
      else if (layer) this.paintRow(units, layer);
      else for (const { node, pen } of units) {
        if (pen) pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
        else node.style.background = "";
      }
    });
  }

  paintRow(units, layer) {
    const sizes = layer.painted ??= spreads(layer);
    units.forEach(({ node, pen, image }, place) => {
      const numbers = numbersOf(layer, place), size = sizes[place];
      if (!pen) {
        node.style.background = css(this.colors.signed(numbers[0] / Math.max(...sizes)));
        return;
      }
      for (let at = 0; at < numbers.length; at++) {
        const color = this.colors.signed(numbers[at] / size);
        image.data[4 * at] = color[0];
        image.data[4 * at + 1] = color[1];
        image.data[4 * at + 2] = color[2];
        image.data[4 * at + 3] = 255;
      }
      pen.putImageData(image, 0, 0);
    });
  }

  paintAnswer(units, layer, truth) {
    const { task, classes, target } = this.network;
    const found = layer && answer(this.network, layer);
    units.forEach(({ node, name, fill, share }, place) => {
      const label = task === "regression" ? target : classes[task === "binary" ? place : layer?.units[place] ?? place];
      const isTrue = task !== "regression" && label === truth;
      this.write(name, isTrue ? `${label} ✓` : label);
      name.title = isTrue ? say("true_class", { name: label }) : label;
      node.classList.toggle("nl-best", Boolean(found?.shares) && place === found.best);
      fill.style.width = found?.shares ? `${(100 * found.shares[place]).toFixed(1)}%` : "0";
      this.write(share, !found ? "–" : found.shares ? percent(found.shares[place]) : told(layer, found.value));
    });
  }

  write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  // Frames around what was made from what: `[{ row, box, strong, place }]`; without a place, on all maps of the row.
  mark(marks) {
    this.svg.replaceChildren();
    const origin = this.stage.getBoundingClientRect(), zoom = zoomOf(this.stage);
    for (const { row, box, kind, place } of marks) {
      const shape = row < 0 ? this.network.input.shape : this.network.rows[row].shape;
      const nodes = row < 0 ? [this.input] : this.rows[row].units.map(({ node }) => node);
      nodes.forEach((node, number) => {
        if (place !== undefined && number !== place) return;
        const at = node.getBoundingClientRect(), [top, left, bottom, right] = box;
        const frame = this.svg.appendChild(document.createElementNS(SVG, "rect"));
        const across = at.width / zoom / shape[1], down = at.height / zoom / shape[0];
        frame.setAttribute("x", (at.left - origin.left) / zoom + left * across - 0.75);
        frame.setAttribute("y", (at.top - origin.top) / zoom + top * down - 0.75);
        frame.setAttribute("width", Math.max((right - left) * across, 3) + 1.5);
        frame.setAttribute("height", Math.max((bottom - top) * down, 3) + 1.5);
        frame.setAttribute("class", kind);
      });
    }
  }

  node(row, place) {
    return row < 0 ? this.input : this.rows[row]?.units[place]?.node;
  }

  count(row) {
    return row < 0 ? 1 : this.rows[row].units.length;
  }
}
