// The picture of a network on a table: what every unit says to one test example, computed here from the weights.

import { forward, unpacked } from "./forward.js";
import { Network as PlaneNetwork } from "./main.js";
import { make } from "./picture.js";
import { say } from "./say.js";
import { TablePicture } from "./table_picture.js";
import { round } from "./words.js";

// What the network is told of some rows: an array for each input.
function columnsOf(rows, inputs) {
  const count = rows.length / inputs;
  return Array.from({ length: inputs }, (_, input) => Float32Array.from({ length: count }, (_, row) => rows[row * inputs + input]));
}

export class Network extends PlaneNetwork {
  constructor(parent) {
    super(parent);
    this.panel.switches.hidden = true;
  }

  newPicture() {
    const line = make("div", this.node, "nt-choice");
    this.title = make("b", line, "");
    this.truth = make("span", line, "nl-truth");
    this.step = make("span", line, "nl-step");
    for (const [text, label, by] of [["‹", say("example_before"), -1], ["›", say("next_example"), 1]]) {
      const node = make("button", this.step, "nn-button", text);
      Object.assign(node, { type: "button", title: label });
      node.setAttribute("aria-label", label);
      node.dataset.act = by < 0 ? "example-before" : "next-example";
      node.addEventListener("click", () => this.choose(by));
    }
    return new TablePicture(this.node);
  }

  show(message) {
    // What the server says may be from before it heard what was chosen here.
    if (message.example !== this.asked && this.waiting === undefined) this.example = message.example;
    if (message.example === this.waiting) this.waiting = undefined;
    this.asked = message.example;
    this.step.hidden = !message.picks;
    super.show(message);
    this.setExample();
  }

  setPoints(network) {
    for (const part of ["training", "test"]) {
      const { rows, target } = network.points[part];
      network.points[part] = { ...network.points[part], target: unpacked(target) };
      this.inputs = { ...this.inputs, [part]: columnsOf(unpacked(rows), network.inputs.length) };
    }
    this.place = null;
    this.grid = this.inputsOfExample();
  }

  get examples() {
    return this.network.points.test.target.length;
  }

  inputsOfExample() {
    const place = Math.min(this.example, this.inputs.test[0].length - 1);
    return this.inputs.test.map((column) => column.slice(place, place + 1));
  }

  choose(by) {
    if (this.step.hidden) return;
    const { examples } = this;
    this.example = (Math.min(this.example, examples - 1) + by + examples) % examples;
    this.setExample();
    this.waiting = this.example;
    clearTimeout(this.choosing);
    this.choosing = setTimeout(() => this.tellServer("chosen", this.example), 250);
  }

  setExample() {
    const place = Math.min(this.example, this.examples - 1), { network } = this;
    if (this.place === place) return;
    this.place = place;
    this.grid = this.inputsOfExample();
    const target = network.points.test.target[place];
    const truth = network.task === "regression" ? round(target) : network.classes[target];
    this.picture.truth = network.task === "regression" ? null : truth;
    this.title.textContent = say("example", { number: place });
    this.truth.textContent = network.task === "regression" ? `${network.target}: ${truth}` : say("truth", { name: truth });
    this.recompute();
  }

  recompute() {
    this.computed = null;
    this.paint();
  }

  paint() {
    this.picture.weightsNow = this.weightsOrNull();
    super.paint();
  }

  weightsOrNull() {
    return this.network ? this.weights : null;
  }

  panelState() {
    return { ...super.panelState(), says: (column, unit) => this.says(column, unit) };
  }

  // What a unit says: an input in its own units too.
  says(column, unit) {
    const said = this.computed?.said ?? [this.grid], value = said[this.picture.columns[column].said]?.[unit]?.[0];
    if (value === undefined) return "";
    if (column) return say("said", { value: round(value) });
    const { offset, scale } = this.network.inputs[unit];
    const own = round(value * scale + offset);
    return scale === 1 && offset === 0 ? own : say("scaled", { value: own, scaled: round(value) });
  }

  tipOf(found) {
    const { column, unit, input } = found, text = super.tipOf(found);
    if (input === null || input === undefined) {
      const [name, ...more] = text.split("\n");
      return [`${name}: ${this.says(column, unit)}`, ...more].join("\n");
    }
    if (!this.computed?.said) return text;
    const weight = this.computed.weights[this.picture.columns[column].layer.start + input * this.picture.columns[column].units + unit];
    const value = this.computed.said[this.picture.columns[column - 1].said][input][0];
    return `${text}\n${say("product", { weight: round(weight), value: round(value), product: round(weight * value) })}`;
  }

  chosenFor() {
    return this.place;
  }

  answers() {
    return null;
  }

  key(event) {
    const by = { n: 1, b: -1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) {
      super.key(event);
      return;
    }
    this.choose(by);
    event.preventDefault();
    event.stopPropagation();
  }

  // For tests: what every layer says to the example, by the layer's name.
  sayings() {
    const said = forward(this.network, this.weights, this.grid);
    return Object.fromEntries(this.network.layers.map(({ name }, place) => [name, said[place + 1].map(([value]) => value)]));
  }

  end() {
    clearTimeout(this.choosing);
    super.end();
  }
}
