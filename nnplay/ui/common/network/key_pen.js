// Drawing by keyboard: a square of 28 by 28 places that arrow keys walk, over any canvas that has a pen.

import { say } from "./say.js";

const SIZE = 28;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class KeyPen {
  // `pen` draws at [x, y] in 0..1: `down(place)`, `move(place)`, `up()`, `undo()`, `clear()`; `inked(place)` and
  // `blank()` say what is there. It lies over its parent, which is as large as the canvas, and lets the mouse through.
  constructor(parent, pen) {
    this.pen = pen;
    this.at = [SIZE / 2, 5];
    this.why = ""; // what holds the pen down: "Shift", " " or "Enter"
    this.node = part(parent, "div", "nnplay-pen");
    this.node.tabIndex = 0;
    this.node.setAttribute("role", "application");
    this.node.setAttribute("aria-roledescription", say("grid"));
    this.node.setAttribute("aria-label", say("grid_label"));
    this.cell = part(this.node, "div", "nnplay-pen-cell");
    this.hint = part(this.node, "div", "nnplay-pen-hint", say("grid_keys"));
    this.hint.id = `nnplay-pen-${Math.random().toString(36).slice(2)}`;
    this.node.setAttribute("aria-describedby", this.hint.id);
    this.said = part(this.node, "div", "nnplay-pen-said");
    this.said.setAttribute("aria-live", "polite");
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("keyup", (event) => { if (event.key === this.why && this.why !== "Enter") this.lift(); });
    this.node.addEventListener("focus", () => { this.drew = false; this.show(); });
    this.node.addEventListener("blur", () => this.lift());
    this.show();
  }

  // The middle of the square.
  get place() {
    return this.at.map((value) => (value + 0.5) / SIZE);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.action(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  action({ key, shiftKey, repeat }) {
    if (ARROWS[key]) {
      return () => {
        if (shiftKey) this.lower("Shift");
        else if (this.why === "Shift") this.lift();
        this.go(this.at.map((value, axis) => value + ARROWS[key][axis]));
      };
    }
    const [x, y] = this.at;
    if (key === "Home" || key === "End") return () => this.go([key === "Home" ? 0 : SIZE - 1, y]);
    if (key === "PageUp" || key === "PageDown") return () => this.go([x, key === "PageUp" ? 0 : SIZE - 1]);
    if (key === " ") return () => { if (!repeat) { this.lower(" "); this.show(say("dot")); } };
    if (key === "Enter") return () => { if (this.why) this.lift(say("pen_lifted")); else { this.lower("Enter"); this.show(say("pen_down")); } };
    if (key === "Escape" && this.why) return () => this.lift(say("pen_lifted"));
    if (key === "Backspace") return () => { this.lift(); this.pen.undo(); this.said.textContent = say("stroke_removed"); };
    if (key === "Delete") return () => { this.lift(); this.pen.clear(); this.drew = false; this.said.textContent = say("cleared"); };
    return null;
  }

  go(wanted) {
    this.at = wanted.map((value) => Math.min(Math.max(value, 0), SIZE - 1));
    if (this.why) this.pen.move(this.place);
    this.show();
  }

  lower(why) {
    if (this.why) return;
    this.why = why;
    this.drew = true;
    this.pen.down(this.place);
  }

  lift(did = "") {
    if (!this.why) return;
    this.why = "";
    this.pen.up();
    this.mark();
    if (did) this.tell(did, true); // a canvas shows it a moment later
  }

  mark() {
    Object.assign(this.cell.style, { left: `${(100 * this.at[0]) / SIZE}%`, top: `${(100 * this.at[1]) / SIZE}%` });
    this.cell.classList.toggle("nnplay-pen-down", Boolean(this.why));
    this.hint.classList.toggle("nnplay-pen-away", Boolean(this.drew) || !this.pen.blank());
  }

  show(did = "") {
    this.mark();
    this.tell(did);
  }

  tell(did, inked = Boolean(this.why) || this.pen.inked(this.place)) {
    const [column, row] = this.at;
    this.said.textContent = [did, say(inked ? "inked" : "empty", { row: row + 1, column: column + 1 })].join(" ").trim();
  }
}

function part(parent, tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  parent.appendChild(node);
  return node;
}
