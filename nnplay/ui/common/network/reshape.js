// Small buttons under the picture: a neuron or a layer more or less. The server does it, and the rest keeps its weights.

import { make } from "./picture.js";
import { say } from "./say.js";

export const TOOLS = matchMedia("(pointer: coarse)").matches ? 48 : 34; // height of the row

export class Reshape {
  // `send(message)` tells the server what is wanted; `pinned()` is the chosen unit, if any.
  constructor(parent, send, pinned) {
    this.send = send;
    this.pinned = pinned;
    this.row = make("div", parent, "nn-reshape");
    this.row.setAttribute("role", "toolbar");
    this.row.setAttribute("aria-label", say("reshape"));
    this.allowed = false;
  }

  // Places the buttons under their columns.
  layout(layout) {
    this.row.replaceChildren();
    this.row.style.top = `${layout.tools}px`;
    const last = layout.columns.length - 1;
    layout.columns.forEach((column, number) => {
      if (!number) return;
      const group = make("span", this.row, "nn-group");
      Object.assign(group.style, { left: `${column.x - column.pitch / 2}px`, width: `${column.pitch}px` });
      const layer = column.place, label = (name) => say(name, { layer: layer + 1 });
      if (number === last) {
        this.button(group, say("new_layer"), say("add_layer"), { do: "layer", layer: 0 });
        return;
      }
      const units = column.layer.op === "dense" && column.title === "Dense";
      const lastOne = !units || column.units === 1;
      this.button(group, lastOne ? "×" : "−", label(lastOne ? "remove_layer" : "remove_neuron"), { do: units ? "less" : "away", layer });
      if (units) this.button(group, "+", label("add_neuron"), { do: "more", layer });
    });
    this.update();
  }

  button(group, text, label, message) {
    const node = make("button", group, "nn-reshape-button", text);
    node.type = "button";
    node.setAttribute("aria-label", label);
    node.title = label;
    node.addEventListener("click", (event) => {
      event.stopPropagation(); // the chosen unit stays chosen
      if (!this.allowed) return;
      const chosen = this.pinned();
      this.send({ ...message, unit: message.do === "less" && chosen?.place === message.layer ? chosen.unit : null });
      this.allow(false); // until the network has changed
    });
  }

  // While it is trained its shape stays.
  allow(allowed) {
    this.allowed = allowed;
    this.update();
  }

  update() {
    for (const node of this.row.querySelectorAll("button")) {
      node.setAttribute("aria-disabled", String(!this.allowed));
    }
  }
}
