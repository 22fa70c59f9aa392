// A line for a text of the student's own, which goes through the network while it is typed.

import { make } from "./picture.js";
import { say } from "./say.js";

const EVERY = 400; // milliseconds without a key, before the text is told
const PATIENCE = 4000; // the server's messages may be from before it heard of a text
const MOST = 500; // letters

export class TypingLine {
  constructor(parent, tell) {
    this.tell = tell;
    this.box = make("label", parent, "nl-typing");
    this.field = make("input", this.box, "");
    Object.assign(this.field, { type: "text", maxLength: MOST, placeholder: say("type_here"), autocomplete: "off", spellcheck: false });
    this.field.setAttribute("aria-label", say("type_here"));
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.report(), EVERY);
    });
    this.field.addEventListener("keydown", (event) => {
      event.stopPropagation(); // no key of a text is a shortcut
      if (event.key === "Enter") this.report();
    });
  }

  report() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.waitsUntil = Date.now() + PATIENCE;
    this.tell({ text: this.field.value });
  }

  redraw() {}

  // What the server says goes through the network.
  follow(isTyped, text = "") {
    if (this.timer || (text !== this.field.value && Date.now() < (this.waitsUntil || 0))) return;
    this.waitsUntil = 0;
    if (this.field.value !== text && (document.activeElement !== this.field || !isTyped)) this.field.value = text;
  }
}
