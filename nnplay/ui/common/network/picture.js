// Draws the network: a small map for every unit, edges between them, and one large map with the points.

import { biasPlace, weightPlace } from "./forward.js";
import { CLEAR, Colors, css, named, spreadsOf } from "./color.js";
import { activeUnits, arrange, columnsOf, edgesOf, noteLines, pathOf } from "./geometry.js";
import { count as counted, say } from "./say.js";
import { round, unitName } from "./words.js";

const MORE_LETTER = 5.5; // width of a letter of the words about units that are not drawn

const SVG = "http://www.w3.org/2000/svg";

// One scale for all weights, at any time: a weight of 2 is two thirds as strong as one can look.
const strength = (weight) => 1 - Math.exp(-Math.abs(weight) / 1.8);

// How much larger a node is shown than its own pixels say: the view for a projector enlarges the picture.
export const zoomOf = (node) => node.getBoundingClientRect().width / node.offsetWidth || 1;

function make(kind, parent, name, text = "") {
  const node = document.createElement(kind);
  node.className = name;
  node.textContent = text;
  parent.appendChild(node);
  return node;
}

export class Picture {
  constructor(parent) {
    this.stage = make("div", parent, "nn-stage");
    this.svg = this.stage.appendChild(document.createElementNS(SVG, "svg"));
    this.svg.setAttribute("aria-hidden", "true");
    this.large = make("div", this.stage, "nn-large");
    this.map = make("canvas", this.large, "nn-map");
    this.dots = make("canvas", this.large, "nn-dots");
    this.caption = make("div", this.stage, "nn-caption");
    this.title = make("div", this.caption, "nn-title");
    this.scale = make("div", this.caption, "nn-scale");
    this.drawn = [];
    this.tools = 0;
  }

  setNetwork(network) {
    this.network = network;
    this.colors = new Colors(network.colors);
    this.columns = columnsOf(network);
    this.width = 0;
    this.place = null;
  }

  // Draws those units of large layers from now on that say most; whether they are others than before.
  choose(said) {
    const chosen = activeUnits(this.columns, said), isNew = ({ drawn }, number) => drawn.some((unit, slot) => unit !== chosen[number][slot]);
    if (!this.columns.some(isNew)) return false;
    this.columns.forEach((column, number) => { column.drawn = chosen[number]; });
    this.width = 0;
    return true;
  }

  // The node of a unit; undefined where it is not drawn.
  nodeOf({ column, unit }) {
    return this.units?.[column]?.[this.columns[column].drawn.indexOf(unit)]?.node;
  }

  // The theme of the page has changed: all is painted anew.
  recolor() {
    this.colors = new Colors(this.network.colors);
    this.said = this.pointsDrawn = "";
  }

  // Puts everything in its place for this width; only where width or network have changed.
  layout(width) {
    if (!width || width === this.width) return;
    this.width = width;
    const layout = this.place = arrange(this.columns, width, this.namesWidth(width), this.tools);
    this.stage.style.height = `${layout.height}px`;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", layout.height);
    this.svg.replaceChildren();
    for (const node of this.drawn) node.remove();
    this.drawn = [];
    this.edges = edgesOf(layout);
    for (const edge of this.edges) {
      edge.path = this.svg.appendChild(document.createElementNS(SVG, "path"));
      edge.path.setAttribute("d", pathOf(edge));
    }
    this.units = layout.columns.map((column, number) => {
      this.label(column, layout);
      return column.drawn.map((unit, slot) => this.unit(column, number, unit, slot));
    });
    const { x, y, size } = layout.large;
    Object.assign(this.large.style, { left: `${x}px`, top: `${y}px`, width: `${size}px`, height: `${size}px` });
    Object.assign(this.caption.style, { left: `${x - 10}px`, top: `${y + size + 4}px`, width: `${size + 20}px` });
    this.dotScale = this.density();
    this.dots.width = this.dots.height = Math.round(size * this.dotScale);
    this.pointsDrawn = "";
  }

  namesWidth() {
    return 34;
  }

  // Pixels of a drawing in one of the page, also where the view for a projector enlarges it.
  density() {
    return Math.min((window.devicePixelRatio || 1) * zoomOf(this.stage), 3);
  }

  // Across the drawing in a unit, and up: a pixel for each place that it is computed at.
  pixels() {
    return this.network.view.resolution;
  }

  // What an edge shows.
  edgeValue(weight) {
    return weight;
  }

  // By unit, the size that has the full color.
  spreads(columns) {
    return spreadsOf(columns);
  }

  unit(column, number, unit, slot) {
    const place = column.spots[slot];
    const node = make("button", this.stage, "nn-unit");
    node.type = "button";
    node.tabIndex = -1;
    node.dataset.column = number;
    node.dataset.unit = unit;
    Object.assign(node.style, {
      left: `${place.x - column.size / 2}px`,
      top: `${place.y - column.size / 2}px`,
      width: `${column.size}px`,
      height: `${column.size}px`,
    });
    const canvas = make("canvas", node, "nn-small");
    canvas.width = canvas.height = this.pixels(column);
    this.drawn.push(node);
    if (!number) {
      const name = make("span", this.stage, "nn-input", this.network.inputs[unit].name);
      Object.assign(name.style, { left: "0", width: `${place.x - column.size / 2 - 6}px`, top: `${place.y}px` });
      this.drawn.push(name);
    }
    let bias = null;
    if (number && column.layer.op === "dense" && column.size >= 14) {
      bias = make("span", node, "nn-bias");
    }
    return { node, bias, pen: canvas.getContext("2d"), image: new ImageData(canvas.width, canvas.height) };
  }

  label(column, layout) {
    const node = make("div", this.stage, "nn-label");
    Object.assign(node.style, {
      left: `${column.x - column.pitch / 2 + 2}px`,
      width: `${column.pitch - 4}px`,
      top: `${layout.labels}px`,
    });
    // Words that may be broken at their inner capitals.
    make("b", node, "", column.title.replace(/([a-z])(?=[A-Z])/g, "$1\u200b"));
    make("span", node, "", column.units);
    for (const line of noteLines(column, column.pitch)) make("span", node, "nn-note", line);
    const notes = column.notes.map((words) => words.join(" "));
    node.title = [column.title, say("units", { n: column.units }), ...notes].join(", ");
    this.drawn.push(node);
    if (column.left) {
      const { x, y } = column.spots[column.shown];
      const words = say("more", { count: column.left }), fits = words.length * MORE_LETTER < column.pitch;
      const more = make("div", this.stage, "nn-more", fits ? words : `+${column.left}`);
      more.title = column.layer ? say("most_active", { shown: column.shown, count: counted(column.units) }) : words;
      Object.assign(more.style, { left: `${x - column.pitch / 2}px`, width: `${column.pitch}px`, top: `${y}px` });
      this.drawn.push(more);
    }
  }

  // Draws what a network says. `said` is null where there are no weights yet: then only its shape is known.
  paint({ weights, said, inputs, focus, showTest, discrete }) {
    if (!this.place) return;
    this.showTest = showTest;
    this.columnsSaid = said || [inputs];
    this.paintEdges(weights, focus);
    this.place.columns.forEach((column, number) => this.paintColumn(column, number, weights, focus));
    this.paintLarge(focus, discrete, Boolean(said));
    this.paintPoints();
  }

  paintEdges(weights, focus) {
    for (const edge of this.edges) {
      const { column, unit, input, dense, path } = edge;
      const layer = this.place.columns[column].layer;
      const weight = dense && weights ? this.edgeValue(weights[weightPlace(layer, input, unit)], edge) : null;
      const size = weight === null ? 0 : strength(weight);
      const color = weight === null ? named("line") : css(weight < 0 ? this.colors.negative : this.colors.positive);
      const chosen = focus && focus.column === column && focus.unit === unit
        && (focus.input === undefined || focus.input === null || focus.input === input);
      const faint = focus && focus.column && !chosen;
      path.style.stroke = color;
      const widest = Math.min(Math.max(this.place.columns[column].size * 0.2, 2.6), 5);
      path.style.strokeWidth = ((dense ? 0.5 : 1.2) + widest * size + (chosen && focus.input === input ? 1.5 : 0)).toFixed(2);
      path.style.strokeOpacity = ((dense ? 0.16 + 0.74 * size : 1) * (faint ? 0.25 : 1)).toFixed(2);
    }
  }

  paintColumn(column, number, weights, focus) {
    const columns = this.columnsSaid[column.said];
    const isOutput = number === this.place.columns.length - 1;
    const spreads = columns ? this.spreads(column.drawn.map((unit) => columns[unit])) : [];
    this.units[number].forEach((drawn, slot) => {
      const { node, bias } = drawn, unit = column.drawn[slot];
      node.classList.toggle("nn-blank", !columns);
      node.classList.toggle("nn-chosen", Boolean(focus && focus.pinned && focus.column === number && focus.unit === unit));
      if (!columns) return;
      this.paintUnit(drawn, columns[unit], isOutput, unit, spreads[slot]);
      if (bias && weights) {
        const value = weights[biasPlace(column.layer, unit)];
        bias.style.background = css(value < 0 ? this.colors.negative : this.colors.positive);
        bias.style.opacity = (0.25 + 0.75 * strength(value)).toFixed(2);
      }
    });
  }

  paintUnit({ pen, image }, values, isOutput, unit, spread) {
    this.colors.paint(image, values, this.unitColors(isOutput, unit, spread));
    pen.putImageData(image, 0, 0);
  }

  // The output has the colors of the answer, every other unit those of the sign.
  unitColors(isOutput, unit, spread) {
    if (!isOutput) return (value) => this.colors.signed(value / spread);
    if (this.network.task !== "multiclass") return this.colors.ofAnswer(this.network, false);
    const color = this.colors.classes[unit % this.colors.classes.length];
    return (share) => color.map((part, channel) => this.colors.onPaper(part, channel, share));
  }

  paintLarge(focus, discrete, ready) {
    const { resolution } = this.network.view, last = this.place.columns.length - 1;
    if (this.map.width !== resolution) {
      this.map.width = this.map.height = resolution;
      this.image = new ImageData(resolution, resolution);
    }
    const column = focus && (ready || focus.column === 0) ? focus.column : last;
    const isOutput = column === last;
    const said = this.columnsSaid[this.place.columns[column].said];
    this.shown = { column, unit: isOutput && this.network.task !== "multiclass" ? 0 : focus ? focus.unit : null };
    const whole = isOutput && this.network.task === "multiclass" && !(focus && focus.column === last);
    this.large.classList.toggle("nn-blank", !said);
    const pen = this.map.getContext("2d");
    if (!said) {
      pen.clearRect(0, 0, resolution, resolution);
      this.name(say("output"), null);
      return;
    }
    const [spread] = spreadsOf([this.shown.unit ?? 0, ...this.place.columns[column].drawn].map((unit) => said[unit]));
    if (whole) {
      this.colors.blend(this.image, said, discrete);
    } else {
      const unit = this.shown.unit ?? 0;
      const toColor = isOutput && this.network.task !== "multiclass"
        ? this.colors.ofAnswer(this.network, discrete)
        : this.unitColors(isOutput, unit, spread);
      this.colors.paint(this.image, said[unit], toColor, CLEAR);
    }
    pen.putImageData(this.image, 0, 0);
    const name = isOutput && (!focus || this.network.task !== "multiclass")
      ? say("output") : unitName(this.network, this.place.columns, column, this.shown.unit ?? 0);
    this.name(name, isOutput ? null : spread, whole, isOutput);
  }

  // The caption of the large map: whose it is, and what its colors mean.
  name(name, spread, whole = false, isOutput = true) {
    const network = this.network;
    let key;
    if (spread !== null) key = `s${round(spread)}`;
    else if (network.task === "regression") key = `r${round(network.limit)}`;
    else key = "c";
    key += name + whole + (network.classes ?? []).join();
    if (key === this.said) return;
    this.said = key;
    this.title.textContent = name;
    this.scale.replaceChildren();
    if (spread !== null || (isOutput && network.task === "regression")) {
      const end = round(spread ?? network.limit);
      const stops = [0, 64, 127, 191, 255].map((place) => css(this.colors.table[place])).join(",");
      make("span", this.scale, "", `−${end}`);
      make("i", this.scale, "nn-ramp").style.background = `linear-gradient(90deg,${stops})`;
      make("span", this.scale, "", `${end}`);
      return;
    }
    network.classes.forEach((label, place) => {
      const entry = make("span", this.scale, "nn-class");
      make("i", entry, "").style.background = css(this.colors.classes[place % this.colors.classes.length]);
      entry.append(label);
    });
  }

  paintPoints() {
    const key = `${this.width} ${this.showTest}`;
    if (this.pointsDrawn === key) return;
    this.pointsDrawn = key;
    const pen = this.dots.getContext("2d"), { size } = this.place.large, { view, points } = this.network;
    pen.setTransform(this.dotScale, 0, 0, this.dotScale, 0, 0);
    pen.clearRect(0, 0, size, size);
    const across = ([low, high], value) => ((value - low) / (high - low)) * size;
    const radius = size < 200 ? 2.6 : 3.1;
    for (const part of this.showTest ? ["training", "test"] : ["training"]) {
      const { x, y, target } = points[part];
      x.forEach((value, i) => {
        const color = css(this.colors.ofPoint(this.network, target[i]));
        pen.beginPath();
        pen.arc(across(view.x, value), size - across(view.y, y[i]), radius, 0, 2 * Math.PI);
        pen.fillStyle = part === "training" ? color : named("paper");
        pen.strokeStyle = part === "training" ? (this.network.task === "regression" ? named("muted") : named("paper")) : color;
        pen.lineWidth = part === "training" ? 0.9 : 1.6;
        pen.fill();
        pen.stroke();
      });
    }
  }

  // Where in the data's plane a place of the page lies; null outside of the large map.
  planePlace(event) {
    const box = this.large.getBoundingClientRect(), { view } = this.network;
    const right = (event.clientX - box.left) / box.width, up = (box.bottom - event.clientY) / box.height;
    if (right < 0 || right > 1 || up < 0 || up > 1) return null;
    const { resolution } = view;
    const place = Math.round(up * (resolution - 1)) * resolution + Math.round(right * (resolution - 1));
    return {
      x: view.x[0] + right * (view.x[1] - view.x[0]),
      y: view.y[0] + up * (view.y[1] - view.y[0]),
      place,
    };
  }
}

export { make };
