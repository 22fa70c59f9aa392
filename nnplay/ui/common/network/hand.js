// Weights that were moved by hand. Of a training that waits they are sent to it, and it goes on from them; of any other
// network they are a question, what if, that the browser answers alone.

import { count, say } from "./say.js";

const SEND_MS = 250; // a slider tells many numbers a second

export class Hand {
  // `send(message)` tells the server; `changed()` is called where another weight is shown.
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    this.edits = new Map();
    this.before = null;
    this.back = false;
    this.told = { takes: false, numbers: 0 };
  }

  // Whether numbers that were moved while the pause of a training was on its way are to act on it too: those of its
  // newest network are, where no newer one has come, and not those of an earlier frame of its film.
  adopts(run, takes, atEnd) {
    return run === this.run && takes && !this.told.takes && this.edits.size > 0 && this.ofNewest && atEnd;
  }

  // What the server says: whether the run that is shown waits for numbers, and how many it was given in this pause.
  take(run, takes, numbers, now, keeps = false) {
    if (!keeps && (run !== this.run || takes !== this.told.takes)) this.drop();
    this.run = run;
    this.told = { takes, numbers };
    if (this.back && !numbers) {
      this.edits.clear();
      this.back = false;
    }
    if (!takes || !this.edits.size || !now || this.timer) return;
    const arrived = [...this.edits].every(([place, value]) => now[place] === Math.fround(value));
    if (arrived) this.edits.clear();
  }

  drop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.edits.clear();
    this.before = null;
  }

  // Whether a number that is moved in what is shown acts on the training itself.
  acts(shown) {
    return this.told.takes && Boolean(shown?.isNow);
  }

  applied(weights) {
    if (!weights || !this.edits.size) return weights;
    const moved = weights.slice();
    for (const [place, value] of this.edits) moved[place] = value;
    return moved;
  }

  set(place, value, shown) {
    // Of a training that was given numbers before, what it had reached itself is not known here.
    if (!this.edits.size && !(this.acts(shown) && this.told.numbers)) this.before = shown.weights;
    if (!this.edits.size) this.ofNewest = shown.isNow;
    this.back = false;
    this.edits.set(place, value);
    if (this.acts(shown)) this.sendSoon(shown);
    this.changed();
  }

  sendSoon(shown) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.send({ do: "set", run: this.run, weights: packed(this.applied(shown.weights)) });
    }, SEND_MS);
  }

  // What was moved acts on the training that waits now, in place of its own numbers.
  adopt(shown) {
    this.before = shown.weights;
    this.sendSoon(shown);
  }

  putBack(shown) {
    const acts = this.acts(shown), own = this.before;
    clearTimeout(this.timer);
    this.timer = 0;
    this.edits.clear();
    if (acts && (this.told.numbers || own)) {
      // Shown at once, and dropped when the training says the same.
      own?.forEach((value, place) => { if (value !== shown.weights[place]) this.edits.set(place, value); });
      this.back = true;
      this.send({ do: "back", run: this.run });
    }
    this.before = null;
    this.changed();
  }

  // Trains from the weights that are shown, with those that were moved.
  train(shown) {
    this.send({ do: "train", run: this.run, weights: packed(this.applied(shown.weights)) });
  }

  // What is to be said of it: null for nothing.
  words(shown, losses) {
    const acts = this.acts(shown);
    const n = acts ? Math.max(this.told.numbers, this.edits.size && this.before ? 1 : 0) : this.edits.size;
    if (!n) return null;
    const sentences = (first, last) => [say(first, { n, count: count(n) }), losses, say(last)].filter(Boolean).join(" ");
    // As from a table, or of a network that had another shape before.
    if (acts && n > 1 && n === shown.weights.length) return sentences("all_given", "goes_on");
    return acts ? sentences("set", "goes_on_and_says") : sentences("what_if", "run_keeps");
  }
}

// As base64 of float32, the reverse of `unpacked`.
export function packed(weights) {
  let text = "";
  for (const byte of new Uint8Array(Float32Array.from(weights).buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}
