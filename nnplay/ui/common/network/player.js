// Which frame of a training is shown. A training of some milliseconds an epoch is spread over seconds; one that takes
// longer is shown as it comes.

export const SPEEDS = { slow: 20, normal: 6, fast: 0 }; // seconds that a whole run takes at least
const QUICK = 2; // of a film that was asked for, where a run itself is not spread over time
const KEPT = "nnplay-speed";
const LEAST_MS = 90; // between two frames: about ten a second
const FAR_MS = 180; // frames that are further apart are too few to look alive
const RESTS = 1.5; // as long as it takes to draw a frame, the page has for other things

// Early epochs, where most happens, get more time than late ones. After the eighth, frames come by a share of the epochs
// before them (see callback.py), so that each of them gets as much time as the next.
const place = (epoch) => Math.log1p(epoch / 8);

export class Player {
  constructor(onShow, report) {
    this.onShow = onShow;
    this.tellServer = report;
    this.frames = new Map();
    this.epochs = [];
    this.now = null;
    this.run = 0;
    this.newest = 0;
    this.head = 0;
    this.playing = true;
    this.asked = false; // for this film, by a press of Play
    this.shown = null;
    this.stale = false;
    this.halted = false;
    this.stops = null;
    this.planned = 1;
    this.last = 0;
    this.drawnAt = 0;
    this.took = 0; // milliseconds, to draw a frame
    this.blends = false; // whether weights move evenly between frames that are far apart: those of a large network
    this.arrived = { at: 0, newest: 0, pace: Infinity };
    try { this.speed = localStorage.getItem(KEPT); } catch { this.speed = null; }
    if (!(this.speed in SPEEDS)) this.speed = "normal";
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.tick = this.tick.bind(this);
  }

  setSpeed(speed) {
    this.speed = speed;
    try { localStorage.setItem(KEPT, speed); } catch { /* not remembered, then */ }
    this.asked = false;
    if (!this.playing) this.play(false);
    else this.update();
  }

  // Takes what the server knows of a run. `whole`: all frames that there are; else some newer ones. `halted`: it is
  // paused. `stops`: the epochs that can be held, because other pages can show them too; without it, all of them.
  take({ run, planned, frames, now, whole, live, linked, at, halted = false, stops = null }, first) {
    const newest = this.epochs.at(-1) ?? 0, wasAtEnd = this.atEnd || this.follows, haltsNow = run === this.run && halted && !this.halted;
    if (run !== this.run) {
      this.asked = false;
      this.frames = new Map();
      this.forget();
      // A run that was not there before is played from its start, an earlier one is shown as it ended.
      this.head = run > this.newest && !first ? 0 : Infinity;
      this.playing = true;
      this.run = run;
      this.newest = Math.max(run, this.newest);
      this.at = null;
      this.awaited = undefined;
    } else if (whole && this.frames.size && frames.length && frames[frames.length - 1].epoch < this.epochs.at(-1)) {
      this.head = 0; // begun again
      this.frames = new Map();
      this.playing = true;
    } else if (whole) {
      this.frames = new Map();
    }
    for (const { epoch, weights } of frames) this.frames.set(epoch, weights);
    this.epochs = [...this.frames.keys()].sort((a, b) => a - b);
    this.now = now;
    // Where what was followed live is over, it does not go back to the last whole epoch.
    if (whole && run === this.run && wasAtEnd && this.head && newest > (this.epochs.at(-1) ?? 0) - 1) this.head = this.end();
    this.live = live;
    this.halted = halted;
    this.spread(whole);
    this.stops = stops && this.epochs.filter((epoch) => stops.includes(epoch));
    this.planned = Math.max(planned, 1);
    if (this.head === Infinity) this.head = this.end();
    this.linked = linked;
    // What the server says may be from before it heard what was chosen here.
    if (this.awaited !== undefined) {
      if (at === this.awaited || Date.now() > this.awaitedUntil) this.awaited = undefined;
      else at = this.at;
    }
    if (at !== this.at) {
      this.at = at;
      if (at !== null) this.hold(at);
      else if (live && !halted) this.playing = true; // it goes on, from what is seen
      else this.toEnd();
    } else if (haltsNow && this.playing && this.moves && !wasAtEnd) {
      this.pause(); // what is seen is held, not what the training has come to meanwhile
    } else if (haltsNow && this.playing && this.blends) {
      this.head = this.end();
    }
    this.update();
  }

  // Frames of a large network come far apart: the way to the newest takes until the next one is expected.
  spread(whole) {
    const now = performance.now(), newest = this.end(), { arrived } = this;
    if (whole || !this.blends) this.arrived = { at: now, newest, pace: Infinity };
    else if (newest > arrived.newest) {
      const passed = Math.min(Math.max((now - arrived.at) / 1000, 0.3), 4);
      this.arrived = { at: now, newest, pace: Math.max(newest - this.head, 0) / passed };
    }
  }

  // In places a second, as the chosen speed wants it.
  get usual() {
    return place(Math.max(this.planned, this.epochs.at(-1) ?? 0)) / (SPEEDS[this.speed] || QUICK);
  }

  // Whether a training is shown as it comes, be it that the picture is still on its way to the newest frame.
  get follows() {
    return this.blends && this.live && this.arrived.pace < this.usual;
  }

  // What is shown belongs to another network or run: it is painted anew, also where there is nothing to show now.
  forget() {
    this.shown = null;
    this.stale = true;
  }

  // Of a training that is faster than it can be seen, the newest network is a frame of the film like any other.
  end() {
    return place(Math.max(this.epochs.at(-1) ?? 0, this.now?.epoch ?? 0));
  }

  // Whether a fast training is spread over time; else the newest frame is shown as it comes. Who presses Play wants to
  // see the film, however fast runs are shown else.
  get moves() {
    return this.asked || SPEEDS[this.speed] > 0 && !this.still.matches;
  }

  get atEnd() {
    return this.head >= this.end() - 1e-9;
  }

  // Shows what belongs to the head, if that is another frame.
  update(force = false) {
    if (this.playing && !this.moves) this.head = this.end();
    if (this.lacksBeginning) {
      this.onShow(!force);
      this.schedule();
      return;
    }
    let epoch = this.epochs[0];
    for (const one of this.epochs) if (place(one) <= this.head + 1e-9) epoch = one;
    // The network as it is now may differ from its last frame: within an epoch, or with the best epoch's weights.
    const last = this.atEnd && this.now;
    const told = last ? this.now.weights : this.frames.get(epoch) ?? this.now?.weights ?? null;
    const weights = last || !told ? told : this.blended(told, epoch);
    const shown = weights && { epoch: last ? this.now.epoch : epoch ?? this.now.epoch, weights, told, isNow: this.atEnd };
    const same = !this.stale && shown?.weights === this.shown?.weights && shown?.isNow === this.shown?.isNow;
    this.shown = shown;
    this.stale = false;
    const began = performance.now();
    if (!same || force) this.drawnAt = began;
    this.onShow(same && !force);
    if (!same || force) this.took = performance.now() - began;
    this.schedule();
  }

  // Whether a busy browser has missed the frames that come next, as that of the start: later ones are no place to go on
  // from. They come with the end of the training, or the head passes them by.
  get lacksBeginning() {
    const { live, moves, now, playing, shown, stale } = this;
    return live && moves && playing && shown && !stale && place(this.epochs[0] ?? now?.epoch ?? 0) > this.head + 1e-9;
  }

  // While it plays, the weights on their way from a frame of a large network to the next, where that is far.
  blended(weights, epoch) {
    if (!this.blends || !this.playing || !this.moves || this.frames.get(epoch) !== weights) return weights;
    const next = this.epochs.find((one) => one > epoch), coming = next === undefined ? this.now : { epoch: next, weights: this.frames.get(next) };
    if (!coming || coming.epoch <= epoch || coming.weights.length !== weights.length) return weights;
    const from = place(epoch), way = place(coming.epoch) - from, share = Math.min(Math.max((this.head - from) / way, 0), 1);
    if (!share || (1000 * way) / Math.min(this.usual, this.live ? this.arrived.pace : Infinity) < FAR_MS) return weights;
    return weights.map((weight, at) => weight + share * (coming.weights[at] - weight));
  }

  schedule() {
    if (!this.timer && this.playing && !this.atEnd) this.timer = requestAnimationFrame(this.tick);
  }

  tick(time) {
    this.timer = 0;
    const passed = this.last ? Math.min((time - this.last) / 1000, 0.25) : 0.016;
    this.last = time;
    if (!this.playing || this.atEnd) { this.last = 0; return; }
    const pace = this.live ? Math.min(this.usual, this.arrived.pace) : this.usual;
    this.head = Math.min(this.end(), this.head + passed * pace);
    if (this.atEnd || performance.now() - this.drawnAt >= Math.max(LEAST_MS, RESTS * this.took + this.took)) this.update();
    else this.schedule();
    if (this.atEnd) [this.last, this.asked] = [0, false];
  }

  // What the buttons do -------------------------------------------------------------------------

  play(asked = true) {
    if (this.atEnd && !this.live) this.head = 0;
    this.asked = asked && !this.live;
    this.playing = true;
    this.update();
    this.report();
  }

  pause() {
    if (this.atEnd || !this.shown) {
      this.playing = false;
      this.update();
    } else {
      this.hold(this.shown.epoch);
    }
    this.report();
  }

  go(epoch) {
    this.hold(epoch);
    this.report();
  }

  hold(epoch) {
    const near = (one) => Math.abs(place(one) - place(epoch));
    const stop = this.stops?.length ? this.stops.reduce((best, one) => (near(one) < near(best) ? one : best)) : epoch;
    this.playing = this.asked = false;
    this.head = place(stop);
    this.update();
  }

  // By frames: 1 or -1.
  step(by) {
    const { epochs } = this, stops = this.stops ?? epochs, shown = this.shown?.isNow ? epochs.at(-1) : this.shown?.epoch;
    const next = by > 0 ? stops.find((epoch) => epoch > shown) ?? stops.at(-1) : stops.findLast((epoch) => epoch < shown) ?? stops[0];
    if (next !== undefined) this.go(next);
  }

  skip() {
    this.toEnd();
    this.report();
  }

  toEnd() {
    this.head = this.end();
    this.playing = true;
    this.asked = false;
    this.update();
  }

  // Other pages show the network of the epoch that is held here; the newest one while it plays.
  report() {
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => {
      const epoch = this.playing || !this.shown || this.shown.isNow ? null : this.shown.epoch;
      if (!this.linked || epoch === this.at) return;
      this.at = this.awaited = epoch;
      this.awaitedUntil = Date.now() + 5000;
      this.tellServer({ run: this.run, epoch });
    }, 400);
  }

  stop() {
    clearTimeout(this.reporting);
    cancelAnimationFrame(this.timer);
    this.timer = 0;
  }
}
