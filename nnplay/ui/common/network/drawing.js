// A small canvas to draw a digit on. Its strokes are told while the pen moves, and when it is lifted.

import { named } from "./color.js";
import { KeyPen } from "./key_pen.js";
import { make } from "./picture.js";
import { say } from "./say.js";

const SIZE = 320, PEN = 18; // as on the page Draw
const EVERY = 350; // milliseconds between two reports while the pen moves
const NEAR = 3; // points that lie closer tell nothing more
const PATIENCE = 4000; // the server's messages may be from before it heard of a stroke

export class DrawingPad {
  constructor(parent, tell) {
    this.tell = tell;
    this.box = make("div", parent, "nl-pad");
    this.canvas = make("canvas", this.box, "nl-paper");
    this.canvas.width = this.canvas.height = SIZE;
    this.canvas.setAttribute("aria-hidden", "true"); // the keys' pen says what is there
    this.hint = make("span", this.box, "nl-hint", say("draw_here"));
    this.clearButton = make("button", this.box, "nl-clear", "✕");
    this.clearButton.type = "button";
    this.clearButton.title = say("clear");
    this.clearButton.setAttribute("aria-label", say("clear"));
    this.clearButton.addEventListener("click", () => { this.clear(); this.report(true); });
    this.strokes = [];
    this.pen = null;
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, (event) => this.up(event));
    this.keys = new KeyPen(this.box, {
      down: (place) => this.begin(place.map((one) => one * SIZE)),
      move: (place) => this.extend(place.map((one) => one * SIZE)),
      up: () => this.report(true),
      undo: () => this.undo(),
      clear: () => { this.clear(); this.report(true); },
      inked: (place) => this.canvas.getContext("2d").getImageData(...place.map((one) => one * SIZE), 1, 1).data[3] > 0,
      blank: () => !this.strokes.length,
    });
    this.update();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIZE, ((event.clientY - box.top) / box.height) * SIZE];
  }

  down(event) {
    if (event.button || this.pen !== null) return;
    event.preventDefault();
    this.pen = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.begin(this.place(event));
  }

  begin(place) {
    this.strokes.push([place]);
    this.line(place, place);
    this.update();
  }

  move(event) {
    if (event.pointerId === this.pen) this.extend(this.place(event));
  }

  extend(here) {
    const stroke = this.strokes.at(-1), before = stroke.at(-1);
    if (Math.hypot(here[0] - before[0], here[1] - before[1]) < NEAR) return;
    stroke.push(here);
    this.line(before, here);
    if (!this.timer) this.timer = setTimeout(() => { this.timer = 0; if (this.draws) this.report(false); }, EVERY);
  }

  up(event) {
    if (event.pointerId !== this.pen) return;
    this.pen = null;
    this.report(true);
  }

  get draws() {
    return this.pen !== null || Boolean(this.keys.why);
  }

  undo() {
    const { strokes } = this;
    if (!strokes.length) return;
    this.clear();
    for (const stroke of strokes.slice(0, -1)) {
      stroke.forEach((place, number) => this.line(stroke[Math.max(number - 1, 0)], place));
    }
    this.strokes = strokes.slice(0, -1);
    this.update();
    this.report(true);
  }

  line(from, to) {
    const pen = this.canvas.getContext("2d");
    pen.strokeStyle = named("ink");
    pen.lineWidth = PEN;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(to[0] + 0.01, to[1]);
    pen.stroke();
  }

  report(done) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.waitsUntil = Date.now() + PATIENCE;
    const strokes = this.strokes.map((stroke) => stroke.map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]));
    this.tell({ strokes, pen: PEN, done });
  }

  // In the ink of the theme.
  redraw() {
    this.canvas.getContext("2d").clearRect(0, 0, SIZE, SIZE);
    for (const stroke of this.strokes) stroke.forEach((place, number) => this.line(stroke[Math.max(number - 1, 0)], place));
  }

  clear() {
    this.strokes = [];
    this.canvas.getContext("2d").clearRect(0, 0, SIZE, SIZE);
    this.update();
  }

  update() {
    this.hint.hidden = this.strokes.length > 0;
    this.clearButton.hidden = !this.strokes.length;
  }

  // What the server says goes through the network; a drawing that is looked at no more goes.
  follow(isDrawn) {
    if (isDrawn) this.waitsUntil = 0;
    else if (this.strokes.length && !this.draws && Date.now() > (this.waitsUntil || 0)) this.clear();
  }
}
