// The picture of a network on data in the plane. It gets the network's shape, its points and its weights, and computes
// here what every unit says, so that a frame is small and a weight that is moved acts at once.

import { Controls } from "./controls.js";
import { seen } from "./coarse.js";
import { biasPlace, inputsOf, unpacked, unpackedWeights, weightPlace } from "./forward.js";
import { onView } from "./color.js";
import { Computed } from "./computed.js";
import { edgeAt, unitNear } from "./geometry.js";
import { tellPage } from "./follow.js";
import { Hand } from "./hand.js";
import { Panel } from "./panel.js";
import { Picture, make, zoomOf } from "./picture.js";
import { Player } from "./player.js";
import { Reshape, TOOLS } from "./reshape.js";
import { list, percent, say } from "./say.js";
import { edgeName, formula, lossText, round, small, unitInWords, unitName } from "./words.js";

const PARTS = ["training", "test"];

export class Network extends Computed {
  constructor(parent) {
    super();
    this.node = make("div", parent, "nnplay-network");
    this.node.setAttribute("role", "group");
    this.node.network = this;
    this.options = { showTest: false, discrete: false };
    this.hand = new Hand((message) => this.sendHand(message), () => this.recompute());
    this.pinned = this.hovered = null;
    this.active = { column: 1, unit: 0 };
    this.player = new Player((same) => this.onFrame(same), (held) => this.report(held));
    this.controls = new Controls(this.node, this.player);
    this.picture = this.newPicture();
    this.reshape = new Reshape(this.picture.stage, (wanted) => this.sendShape({ ...wanted, run: this.player.run }), () => {
      const { pinned } = this;
      return pinned && { place: this.picture.columns[pinned.column].place, unit: pinned.unit };
    });
    this.tip = make("div", this.picture.stage, "nn-tip");
    this.tip.hidden = true;
    this.panel = new Panel(this.node, {
      change: (place, value) => this.edit(place, value),
      putBack: () => this.putBack(),
      trainFrom: () => this.hand.train(this.player.shown),
      option: (name, on) => { this.options[name] = on; this.paint(); },
      close: () => this.unpin(true),
    });
    this.panel.onPick = (input) => { if (this.pinned) { this.pinned.input = input; this.paint(); } };
    this.listen();
    this.observer = new ResizeObserver(() => requestAnimationFrame(() => this.resize()));
    this.observer.observe(this.node);
    this.endView = onView(() => { if (this.network) { this.picture.recolor(); this.toldOf = null; this.paint(); } });
  }

  newPicture() {
    return new Picture(this.node);
  }

  // What the server tells ----------------------------------------------------------------------

  show(message) {
    const first = !this.network;
    this.node.setAttribute("aria-label", message.label);
    this.goal = message.goal || "";
    this.controls.bar.hidden = Boolean(message.still);
    this.trains = Boolean(message.trains);
    this.reshape.row.hidden = !message.shapes;
    this.picture.tools = message.shapes ? TOOLS : 0;
    const described = JSON.stringify(message.network);
    if (described !== this.described) {
      this.described = described;
      this.player.forget();
      this.setNetwork(message.network);
    }
    if (message.run !== this.player.run) this.hand.drop();
    // A run that is trained on is not the one any more that a number was moved in.
    if (message.live && !this.player.live && this.hand.edits.size) {
      this.hand.drop();
      this.player.forget();
      this.player.playing = true;
    }
    const known = this.unpacked ?? new Map(), { parameters } = this.network;
    this.unpacked = new Map(); // the film is named in every message, and most of it was unpacked before
    const weightsOf = (text) => {
      const weights = known.get(text) ?? unpackedWeights(text, parameters);
      this.unpacked.set(text, weights);
      return weights;
    };
    const frames = message.frames.epochs.map((epoch, i) => ({ epoch, weights: weightsOf(message.frames.weights[i]) }));
    const now = message.now && { epoch: message.now.epoch, weights: this.sameWeights(weightsOf(message.now.weights)) };
    const moved = this.hand.edits.size, { player } = this;
    const adopts = this.hand.adopts(message.run, message.takes, player.atEnd);
    this.hand.take(message.run, Boolean(message.takes), message.by_hand || 0, now?.weights, adopts);
    if (moved || this.shownByHand !== message.by_hand) this.computed = this.painted = null;
    this.shownByHand = message.by_hand;
    player.take({ ...message, frames, now }, first);
    if (adopts) {
      player.toEnd();
      this.hand.adopt(player.shown);
    }
    this.controls.setMarks(message.marks || []);
    this.controls.update();
    this.reshape.allow(message.shapes === "now");
  }

  // The same array for the same numbers, so that what is shown already is not computed again.
  sameWeights(weights) {
    const before = this.player.now?.weights;
    return before && before.length === weights.length && weights.every((value, i) => value === before[i]) ? before : weights;
  }

  setNetwork(network) {
    this.network = network;
    this.player.blends = Boolean(network.large);
    this.scored = null;
    this.hand.drop();
    // What was chosen belongs to the network before; nothing is painted until all is there of the new one.
    this.pinned = this.hovered = this.tapped = null;
    this.tip.hidden = true;
    this.panel.close();
    this.setPoints(network);
    this.picture.setNetwork(network);
    this.chosen = null;
    this.active = { column: Math.min(1, this.picture.columns.length - 1), unit: 0 };
    this.computed = null;
    this.resize();
  }

  setPoints(network) {
    for (const part of PARTS) {
      const { x, y, target } = network.points[part];
      network.points[part] = { ...network.points[part], x: unpacked(x), y: unpacked(y), target: unpacked(target) };
    }
    const { view } = network, size = view.resolution;
    const along = ([low, high], place) => low + ((high - low) * place) / (size - 1);
    const xs = Float32Array.from({ length: size * size }, (_, i) => along(view.x, i % size));
    const ys = Float32Array.from({ length: size * size }, (_, i) => along(view.y, Math.floor(i / size)));
    this.grid = inputsOf(network, xs, ys);
    this.coarse = seen(network.parameters, this.grid, size);
    this.inputs = Object.fromEntries(
      PARTS.map((part) => [part, inputsOf(network, network.points[part].x, network.points[part].y)]),
    );
  }

  onFrame(same) {
    const sharpens = this.computed?.isCoarse && !this.moves;
    if (!same || sharpens) this.computed = null;
    if (!same || sharpens || !this.painted) this.paint();
    this.controls.update();
    this.tell();
  }

  // Other plots on the page follow what is shown here; see chart.js.
  tell() {
    const { shown, run } = this.player;
    const where = `${shown?.isNow} ${this.player.playing} ${this.player.live}`;
    if (this.toldOf === this.computed && this.toldWhere === where) return;
    [this.toldOf, this.toldWhere] = [this.computed, where];
    tellPage(shown && this.computed?.said
      ? { run, epoch: shown.epoch, isNow: shown.isNow && !this.hand.edits.size, answers: () => this.answers() } : null, this.player);
  }

  // What the network says over the plane, in the form of the map of the data: numbers, or colors for several classes.
  answers() {
    const { said } = this.computed, outputs = said[said.length - 1], { resolution } = this.network.view;
    const rows = (each) => Array.from({ length: resolution }, (_, row) =>
      Array.from({ length: resolution }, (_, place) => each(row * resolution + place)));
    if (outputs.length === 1) return rows((place) => outputs[0][place]);
    return rows((place) => this.picture.colors.blended(outputs.map((column) => column[place]), false, 1));
  }

  // What is drawn -------------------------------------------------------------------------------

  // Which units of large layers are drawn: those that say most at first, while it is trained, and when that is over. In
  // between they stay, and they never change under a pointer.
  chooseUnits() {
    const { computed: { said }, picture, player: { shown, live, atEnd } } = this;
    if (!said || !this.node.clientWidth || !picture.columns.some(({ left }) => left)) return;
    const stage = !shown.epoch ? 0 : live || !atEnd ? 1 : 2, of = `${this.player.run} ${this.chosenFor()}`;
    if (this.chosen?.of === of && this.chosen.stage >= stage) return;
    if (this.pinned || this.hovered || this.tapped || picture.stage.contains(document.activeElement)) return;
    this.chosen = { of, stage };
    if (picture.choose(said)) this.arrange();
  }

  // What else than a run has units of its own that say most.
  chosenFor() {
    return "";
  }

  paint() {
    if (!this.network || !this.picture.place) return;
    this.computed ??= this.compute();
    this.chooseUnits();
    this.painted = true;
    const focus = this.hovered || this.pinned;
    this.picture.paint({ ...this.computed, inputs: this.grid, focus, ...this.options });
    this.panel.update(this.panelState());
    if (this.tapped) this.tip.textContent = this.tipOf(this.tapped);
    this.node.dataset.draws = Number(this.node.dataset.draws || 0) + 1;
    this.describeActive();
    this.tell();
  }

  panelState() {
    const { computed, hand, network, player: { shown } } = this;
    const losses = computed.before
      ? say("loss_change", { before: lossText(computed.before.loss), now: lossText(computed.scores.training.loss) }) : "";
    return {
      ...computed,
      network,
      columns: this.picture.columns,
      changed: hand.words(shown, losses),
      canTrain: this.trains && !hand.acts(shown),
      without: this.without(),
      gradient: this.pinned && this.gradient(),
      goal: this.goal,
    };
  }

  edit(place, value) {
    const { hand, player } = this;
    if (!hand.edits.size && !hand.acts(player.shown)) {
      this.wasPlaying = player.playing;
      player.playing = false;
      player.update(); // no weights between two frames
    }
    hand.set(place, value, player.shown);
  }

  recompute() {
    this.computed = null;
    this.paint();
    this.controls.update();
  }

  putBack() {
    this.hand.putBack(this.player.shown);
    if (this.wasPlaying) this.player.playing = true;
    this.wasPlaying = false;
    this.player.update(true);
    this.node.focus({ preventScroll: true });
  }

  // Pointer and keyboard -----------------------------------------------------------------------

  listen() {
    const { stage } = this.picture;
    stage.addEventListener("pointermove", (event) => this.hover(this.under(event), event));
    stage.addEventListener("pointerleave", () => this.hover(null));
    stage.addEventListener("click", (event) => {
      const found = this.under(event);
      if (found?.column !== undefined) this.pin(found);
      else if (!found) this.unpin();
      if (event.pointerType === "touch") this.tap(found, event);
    });
    this.node.tabIndex = -1;
    this.node.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("focusin", (event) => {
      const unit = event.target.closest(".nn-unit");
      if (!unit) return;
      this.setActive(Number(unit.dataset.column), Number(unit.dataset.unit));
      if (unit.matches(":focus-visible")) this.hover({ ...this.active }, unit);
    });
    stage.addEventListener("focusout", () => this.hover(null));
  }

  // The unit, edge or place of the plane under the pointer.
  under(event) {
    if (!this.picture.place) return null;
    const unit = event.target.closest?.(".nn-unit");
    if (unit) return { column: Number(unit.dataset.column), unit: Number(unit.dataset.unit), input: null };
    if (event.target.closest?.(".nn-large")) {
      const plane = this.picture.planePlace(event);
      return plane && { plane };
    }
    const box = this.picture.stage.getBoundingClientRect();
    const zoom = zoomOf(this.picture.stage), x = (event.clientX - box.left) / zoom, y = (event.clientY - box.top) / zoom;
    const near = event.pointerType === "touch" && unitNear(this.picture.place, x, y);
    if (near) return near;
    const edge = edgeAt(this.picture.edges, x, y);
    return edge && edge.dense ? { column: edge.column, unit: edge.unit, input: edge.input } : null;
  }

  // A finger does not hover: what it has tapped is told beside it until the next tap, as on a phone the panel stands far
  // below.
  tap(found, event) {
    this.hover(found, event);
    this.hovered = null;
    this.tapped = found?.column === undefined ? null : found;
  }

  hover(found, at) {
    this.tapped = null;
    const isPart = found?.column !== undefined;
    const before = JSON.stringify(this.hovered);
    this.hovered = isPart ? found : null;
    if (JSON.stringify(this.hovered) !== before) this.paint();
    this.picture.stage.style.cursor = isPart ? "pointer" : "";
    this.tip.hidden = !found || (!isPart && !this.computed?.said);
    if (this.tip.hidden) return;
    this.tip.textContent = isPart ? this.tipOf(found) : this.tipOfPlane(found.plane);
    const box = this.picture.stage.getBoundingClientRect(), zoom = zoomOf(this.picture.stage);
    const place = at.getBoundingClientRect?.();
    const x = ((place ? place.right : at.clientX) - box.left) / zoom, y = ((place ? place.top : at.clientY) - box.top) / zoom;
    const left = Math.min(Math.max(x + 12, 0), box.width / zoom - this.tip.offsetWidth);
    const over = y - this.tip.offsetHeight - 10;
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(over < -30 ? y + 18 : over)}px)`;
  }

  tipOf({ column, unit, input }) {
    const { network, picture: { columns } } = this, weights = this.computed?.weights;
    if (input !== null && input !== undefined) {
      const place = weightPlace(columns[column].layer, input, unit), gradient = this.gradient();
      return [
        edgeName(network, columns, { column, unit, input }),
        weights ? say("edge_weight", { value: round(weights[place]) }) : say("edge_weightless"),
        ...(gradient ? [say("gradient", { value: small(gradient[place]) })] : []),
      ].join("\n");
    }
    const name = unitName(network, columns, column, unit);
    if (!weights || !column) return name;
    const gradient = columns[column].layer.op === "dense" ? this.gradient() : null, place = biasPlace(columns[column].layer, unit);
    return `${name}\n${formula(network, columns, column, unit, weights)}`
      + (gradient ? `\n${say("bias_gradient", { value: round(weights[place]), gradient: small(gradient[place]) })}` : "");
  }

  tipOfPlane({ x, y, place }) {
    const { network, picture } = this, { column, unit } = picture.shown;
    const said = this.computed.said[picture.columns[column].said];
    const where = `${list([`x ${round(x)}`, `y ${round(y)}`])}\n`;
    if (column !== picture.columns.length - 1 || network.task === "regression") return where + round(said[unit ?? 0][place]);
    const shares = network.task === "binary" ? [1 - said[0][place], said[0][place]] : said.map((one) => one[place]);
    const best = unit !== null && network.task === "multiclass" ? unit : shares.indexOf(Math.max(...shares));
    return `${where}${network.classes[best]} ${percent(shares[best])}`;
  }

  pin({ column, unit, input }) {
    this.pinned = { column, unit, input: input ?? null, pinned: true };
    this.setActive(column, unit);
    this.panel.state = null;
    this.computed ??= this.compute();
    this.panel.open(this.panelState(), { column, unit, input });
    this.paint();
  }

  unpin(back = false) {
    this.pinned = null;
    this.panel.close();
    if (this.network) this.paint();
    if (back) this.activeNode()?.focus();
  }

  activeNode() {
    return this.picture.nodeOf(this.active);
  }

  setActive(column, unit) {
    const before = this.activeNode();
    if (before) before.tabIndex = -1;
    this.active = { column, unit };
    this.describeActive();
  }

  // Only the unit that the Tab key reaches is told in full: to tell all in every frame would cost more than to draw them.
  describeActive() {
    const node = this.activeNode();
    if (!node) return;
    node.tabIndex = 0;
    const { column, unit } = this.active;
    const { network, picture: { columns } } = this, name = unitName(network, columns, column, unit);
    const words = unitInWords(network, columns, column, unit, this.computed?.weights), said = this.says?.(column, unit);
    node.setAttribute("aria-label", said ? words.replace(name, `${name}, ${said}`) : words);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const typing = event.target.matches("input, select");
    const onUnit = event.target.closest(".nn-unit");
    if (event.key === "Escape" && this.pinned) {
      this.unpin(true);
    } else if (onUnit && event.key.startsWith("Arrow")) {
      this.walk(event.key);
    } else if (onUnit && (event.key === "Enter" || event.key === " ")) {
      this.pin({ ...this.active });
      (this.panel.row.hidden ? this.activeNode() : this.panel.choice).focus();
    } else if (typing || !this.controls.key(event)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  walk(key) {
    const { columns } = this.picture;
    let { column } = this.active, slot = columns[column].drawn.indexOf(this.active.unit);
    if (key === "ArrowUp") slot -= 1;
    if (key === "ArrowDown") slot += 1;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const next = column + (key === "ArrowLeft" ? -1 : 1);
      if (!columns[next]) return;
      // The unit at about the same height.
      slot = Math.round(((slot + 0.5) / columns[column].shown) * columns[next].shown - 0.5);
      column = next;
    }
    slot = Math.min(Math.max(slot, 0), columns[column].shown - 1);
    this.setActive(column, columns[column].drawn[slot]);
    this.activeNode().focus();
  }

  resize() {
    if (!this.network || !this.node.clientWidth) return;
    this.controls.layout(this.node.clientWidth);
    this.arrange();
    this.reshape.layout(this.picture.place);
    this.paint();
  }

  // Puts the units in their places, if these are others now.
  arrange() {
    this.picture.layout(this.node.clientWidth);
    if (!this.activeNode()) this.active = { column: 0, unit: 0 };
    for (const column of this.picture.units) {
      for (const { node } of column) {
        const { column: number, unit } = node.dataset;
        node.setAttribute("aria-label", unitName(this.network, this.picture.columns, Number(number), Number(unit)));
      }
    }
  }

  end() {
    tellPage(null, this.player);
    this.player.stop();
    this.controls.end();
    this.observer.disconnect();
    this.endView();
    this.node.remove();
  }
}

