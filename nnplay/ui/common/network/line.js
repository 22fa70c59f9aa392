// The picture of a network on one number: what every unit says along it is a curve, computed here from the weights.

import { unpacked } from "./forward.js";
import { LinePicture } from "./line_picture.js";
import { Network as PlaneNetwork } from "./main.js";
import { say } from "./say.js";
import { plainly } from "./words.js";

export class Network extends PlaneNetwork {
  newPicture() {
    return new LinePicture(this.node);
  }

  setPoints(network) {
    const [{ offset, scale }] = network.inputs, { x: [low, high], resolution } = network.view;
    const inputsAt = (xs) => [xs.map((x) => (x - offset) / scale)];
    this.inputs = {};
    for (const [part, { x, target, ...counts }] of Object.entries(network.points)) {
      network.points[part] = { ...counts, x: unpacked(x), target: unpacked(target) };
      this.inputs[part] = inputsAt(network.points[part].x);
    }
    network.places = Float32Array.from({ length: resolution }, (_, i) => low + ((high - low) * i) / (resolution - 1));
    this.grid = inputsAt(network.places);
    this.picture.at = null;
  }

  // The network's curve in the picture of the data.
  answers() {
    return { x: [...this.network.places], y: [...this.computed.said.at(-1)[0]] };
  }

  // A place of the line that is pointed at is marked on every curve.
  hover(found, at) {
    const place = found?.plane?.place ?? null;
    if (place !== this.picture.at) {
      this.picture.at = place;
      this.paint();
    }
    super.hover(found, at);
  }

  tipOfPlane({ x, place }) {
    const { network, picture } = this, { column, unit } = picture.shown, answers = column === picture.columns.length - 1;
    const value = plainly(this.computed.said[picture.columns[column].said][unit][place]);
    const said = answers ? `${say("network_says")} ${value}` : say("said", { value });
    return `${network.inputs[0].name} ${plainly(x)}\n${said}`;
  }

  // Where the curve of a unit begins and ends.
  says(column, unit) {
    const values = this.computed?.said?.[this.picture.columns[column].said]?.[unit];
    if (!values || !column) return "";
    const { places, inputs: [{ name }] } = this.network;
    return say("curve", {
      name, first: plainly(values[0]), last: plainly(values.at(-1)), low: plainly(places[0]), high: plainly(places.at(-1)),
    });
  }

  panelState() {
    return { ...super.panelState(), says: (column, unit) => this.says(column, unit) };
  }
}
