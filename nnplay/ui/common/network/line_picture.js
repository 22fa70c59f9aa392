// Draws a network on one number: a small curve for every unit, with a line at zero, and one large plot with the points.

import { css, named, spreadsOf } from "./color.js";
import { Picture, make, zoomOf } from "./picture.js";
import { count, say, written } from "./say.js";
import { symbol, unitName } from "./words.js";

const ROOM = 1.12; // a curve does not touch the edges
const FAR = 1e5; // pixels: a curve that has diverged
const LETTERS = "12px"; // of the plot's axes
const INKS = ["ink", "line", "muted", "grid", "paper", "training", "test"];
const KEYS = { training: "key_training", rug: "key_training", test: "key_test", network: "key_network" };
const SOFT = 0.28; // of the colors between a curve and zero

export class LinePicture extends Picture {
  constructor(parent) {
    super(parent);
    this.stage.classList.add("nc-stage");
    this.large.classList.add("nc-large");
    this.map.hidden = true;
    this.at = null; // the place that is pointed at
  }

  namesWidth(width) {
    const [{ name }] = this.network.inputs;
    return Math.min(Math.max(34, name.length * 6.3 + 14), width < 480 ? 84 : 130);
  }

  layout(width) {
    if (!width || width === this.width) return;
    super.layout(width);
    for (const node of this.stage.querySelectorAll(".nn-input")) node.title = node.textContent;
  }

  pixels(column) {
    this.dense = this.density();
    return Math.round(column.size * this.dense);
  }

  // The colors of the theme are asked for once a frame.
  paint(state) {
    this.inks = Object.fromEntries(INKS.map((name) => [name, named(name)]));
    this.font ??= `${LETTERS} ${getComputedStyle(this.stage).fontFamily}`;
    super.paint(state);
  }

  // The target's units have one frame, that of the points; what other units say is seen around zero.
  paintUnit({ pen }, values, isOutput, unit, spread) {
    const size = pen.canvas.width, frame = { left: 0, top: 0, width: size, height: size };
    const [low, high] = isOutput ? this.network.view.y : [-spread * ROOM, spread * ROOM];
    pen.clearRect(0, 0, size, size);
    this.curve(pen, values, { ...frame, low, high }, { wide: 1.6 * this.dense, filled: !isOutput, dot: 2.2 * this.dense });
  }

  // A curve in a frame, and the line at zero; `filled`: with the colors of the signs between them.
  curve(pen, values, { left, top, width, height, low, high }, { wide, filled, dot }) {
    const last = values.length - 1;
    const across = (place) => left + (place / last) * width;
    const down = (value) => top + Math.min(Math.max(((high - value) / (high - low)) * height, -FAR), FAR);
    const zero = down(0), points = [];
    values.forEach((value, place) => { if (Number.isFinite(value)) points.push([across(place), down(value)]); });
    const trace = () => points.forEach(([x, y], number) => (number ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.save();
    pen.beginPath();
    pen.rect(left, top, width, height);
    pen.clip();
    if (filled && points.length) {
      for (const [color, from, to] of [[this.colors.positive, top, zero], [this.colors.negative, zero, top + height]]) {
        pen.save();
        pen.beginPath();
        pen.rect(left, from, width, to - from);
        pen.clip();
        pen.beginPath();
        trace();
        pen.lineTo(points.at(-1)[0], zero);
        pen.lineTo(points[0][0], zero);
        pen.globalAlpha = SOFT;
        pen.fillStyle = css(color);
        pen.fill();
        pen.restore();
      }
    }
    pen.lineWidth = Math.max(1, wide / 2);
    pen.strokeStyle = this.inks.line;
    pen.beginPath();
    pen.moveTo(left, zero);
    pen.lineTo(left + width, zero);
    pen.stroke();
    pen.lineWidth = wide;
    pen.lineJoin = "round";
    pen.strokeStyle = this.inks.ink;
    pen.beginPath();
    trace();
    pen.stroke();
    if (this.at !== null && Number.isFinite(values[this.at])) {
      pen.beginPath();
      pen.arc(across(this.at), down(values[this.at]), dot, 0, 2 * Math.PI);
      pen.fillStyle = this.inks.ink;
      pen.fill();
    }
    pen.restore();
  }

  paintPoints() {}

  // The answer with the points, or what the unit says that is pointed at or chosen.
  paintLarge(focus, discrete, ready) {
    const { network, place: { columns } } = this, last = columns.length - 1;
    const column = focus && (ready || focus.column === 0) ? focus.column : last, answers = column === last;
    this.shown = { column, unit: answers ? 0 : focus.unit };
    const said = this.columnsSaid[columns[column].said], values = said?.[this.shown.unit];
    const spread = answers ? null : spreadsOf(said)[this.shown.unit] * ROOM;
    const [low, high] = answers ? network.view.y : [-spread, spread];
    const pen = this.dots.getContext("2d"), { size } = this.place.large;
    pen.setTransform(this.dotScale, 0, 0, this.dotScale, 0, 0);
    pen.clearRect(0, 0, size, size);
    pen.font = this.font;
    const name = answers ? network.target : symbol(network, columns, column, this.shown.unit);
    this.frame = { ...this.axes(pen, size, low, high, name), low, high };
    if (answers) this.points(pen);
    else this.rug(pen);
    if (this.at !== null) this.upright(pen);
    if (values) this.curve(pen, values, this.frame, { wide: 2.5, filled: !answers, dot: 4.5 });
    const title = answers ? say("output") : unitName(network, columns, column, this.shown.unit);
    this.key(title, answers ? ["training", this.showTest && "test", values && "network"].filter(Boolean) : ["rug"]);
  }

  // Both axes with their numbers and names; the frame that is left.
  axes(pen, size, low, high, name) {
    const { view, inputs: [input] } = this.network;
    const ups = ticks(low, high, (size - 66) / 28), names = ups.map(tickText(ups));
    const left = Math.ceil(Math.max(14, ...names.map((text) => pen.measureText(text).width))) + 10;
    const frame = { left, top: 26, width: size - left - 10, height: size - 26 - 40 };
    const alongs = this.fitting(pen, view.x, frame.width), below = frame.top + frame.height;
    pen.lineWidth = 1;
    pen.strokeStyle = this.inks.grid;
    pen.fillStyle = this.inks.muted;
    pen.beginPath();
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    ups.forEach((value, place) => {
      const y = frame.top + ((high - value) / (high - low)) * frame.height;
      pen.moveTo(left, y);
      pen.lineTo(left + frame.width, y);
      pen.fillText(names[place], left - 6, y);
    });
    pen.textAlign = "center";
    pen.textBaseline = "top";
    const texts = alongs.map(tickText(alongs));
    alongs.forEach((value, place) => {
      const x = left + ((value - view.x[0]) / (view.x[1] - view.x[0])) * frame.width;
      pen.moveTo(x, frame.top);
      pen.lineTo(x, below);
      pen.fillText(texts[place], x, below + 5);
    });
    pen.stroke();
    pen.fillStyle = this.inks.ink;
    pen.fillText(fitted(pen, input.name, frame.width), left + frame.width / 2, below + 22);
    pen.textAlign = "left";
    pen.fillText(fitted(pen, name, size - 16), 8, 8);
    return frame;
  }

  // As many numbers along the line as have room.
  fitting(pen, [low, high], width) {
    for (const room of [34, 46, 62, 84]) {
      const found = ticks(low, high, width / room), texts = found.map(tickText(found));
      const apart = ((found[1] - found[0]) / (high - low)) * width;
      if (!(Math.max(...texts.map((text) => pen.measureText(text).width)) + 10 > apart)) return found;
    }
    return ticks(low, high, 1);
  }

  // What the data say: full dots are what it is trained on, rings the test.
  points(pen) {
    const { left, top, width, height } = this.frame;
    pen.save();
    pen.beginPath();
    pen.rect(left - 4, top - 4, width + 8, height + 8);
    pen.clip();
    for (const part of this.showTest ? ["training", "test"] : ["training"]) {
      const { x, target } = this.network.points[part], color = this.inks[part];
      pen.lineWidth = 1.5;
      x.forEach((value, i) => {
        pen.beginPath();
        pen.arc(this.across(value), this.down(target[i]), part === "training" ? 3 : 3.2, 0, 2 * Math.PI);
        pen.globalAlpha = part === "training" ? 0.65 : 1;
        pen.fillStyle = part === "training" ? color : this.inks.paper;
        pen.strokeStyle = color;
        pen.fill();
        if (part === "test") pen.stroke();
      });
    }
    pen.restore();
  }

  // Where the training points lie, under what a unit says: their targets have other units.
  rug(pen) {
    const below = this.frame.top + this.frame.height;
    pen.lineWidth = 1;
    pen.strokeStyle = this.inks.training;
    pen.globalAlpha = 0.5;
    pen.beginPath();
    for (const value of this.network.points.training.x) {
      pen.moveTo(this.across(value), below - 6);
      pen.lineTo(this.across(value), below);
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  // The place that is pointed at.
  upright(pen) {
    const { left, top, width, height } = this.frame, x = left + (this.at / (this.network.view.resolution - 1)) * width;
    pen.lineWidth = 1;
    pen.strokeStyle = this.inks.muted;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, top + height);
    pen.stroke();
  }

  across(value) {
    const { x: [low, high] } = this.network.view;
    return this.frame.left + ((value - low) / (high - low)) * this.frame.width;
  }

  down(value) {
    const { top, height, low, high } = this.frame;
    return top + ((high - value) / (high - low)) * height;
  }

  // Under the plot: whose it is, and what its dots and its curve are.
  key(title, parts) {
    const said = [title, ...parts].join();
    if (said === this.said) return;
    this.said = said;
    this.title.textContent = title;
    this.scale.replaceChildren();
    for (const part of parts) {
      const entry = make("span", this.scale, "nn-class");
      make("i", entry, "nc-key").classList.add(`nc-${part}`);
      entry.append(say(KEYS[part]));
    }
  }

  // The place on the line under the pointer; null beside the plot.
  planePlace(event) {
    if (!this.frame) return null;
    const box = this.large.getBoundingClientRect(), { left, width } = this.frame, { x: [low, high], resolution } = this.network.view;
    const share = ((event.clientX - box.left) / zoomOf(this.large) - left) / width;
    if (!(share >= 0 && share <= 1)) return null;
    const place = Math.round(share * (resolution - 1));
    return { x: low + ((high - low) * place) / (resolution - 1), place };
  }
}

// About so many round numbers between two others.
export function ticks(low, high, most) {
  const least = (high - low) / Math.max(most, 1), power = 10 ** Math.floor(Math.log10(least));
  const step = power * [1, 2, 5, 10].find((one) => one * power >= least * 0.999);
  if (!(step > 0) || !Number.isFinite(step)) return [];
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(Math.floor(high / step + 1e-9) - first + 1, 0) }, (_, number) => (first + number) * step);
}

// Numbers at an axis, all with as many digits as their steps need.
function tickText(all) {
  const step = all.length > 1 ? all[1] - all[0] : Math.abs(all[0]) || 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), largest = Math.max(...all.map(Math.abs));
  return (value) => {
    const size = Math.abs(value);
    const text = largest >= 1e7 || digits > 5 ? written(size.toPrecision(3)) : digits ? written(size.toFixed(digits)) : count(Math.round(size));
    return value < 0 && size >= step / 2 ? `−${text}` : text;
  };
}

// A text that is cut off where it has no room.
function fitted(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let kept = text;
  while (kept && pen.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}
