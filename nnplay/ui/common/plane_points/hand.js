// Points of a plot that are dragged by mouse and finger, and moved, added and removed by keyboard.
// Only plots with such points load it; see chart.js.

import { say, written } from "./say.js";

const REACH = { mouse: 9, pen: 12, touch: 22 };
// How far a pointer moves before it drags, and how far outside of the plane a point is let go to remove it.
const START = 4, OUTSIDE = 12;
const STEP = 0.5, SMALL_STEP = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class PointHand {
  constructor(chart) {
    this.chart = chart;
    this.held = null;
    this.cursor = [0, 0];
    this.dropped = [];
    const { node } = chart;
    node.tabIndex = 0;
    node.setAttribute("role", "application");
    this.chip = overlay(node, "nnplay-point-chip", "padding:2px 7px;border-radius:6px;background:var(--nn-ink);color:var(--nn-paper);font:12px/1.5 sans-serif;white-space:nowrap;transform:translate(-50%,-100%)");
    this.cross = overlay(node, "nnplay-point-cursor", "width:19px;height:19px;margin:-10px 0 0 -10px;border:2px solid var(--nn-ink);border-radius:50%;box-shadow:0 0 0 2px var(--nn-paper)");
    this.spoken = overlay(node, "nnplay-point-told", "width:1px;height:1px;overflow:hidden;clip-path:inset(50%)");
    this.spoken.setAttribute("aria-live", "polite");
    this.spoken.hidden = false;
    // Before Plotly hears of it.
    node.addEventListener("pointerdown", (event) => this.press(event), true);
    node.addEventListener("touchstart", (event) => { if (this.held) event.preventDefault(); }, { passive: false });
    node.addEventListener("pointermove", (event) => { if (!this.held) this.point(event); });
    // A label of the point's old place would cover its new one.
    node.addEventListener("mousemove", (event) => { if (this.held?.dragged) event.stopPropagation(); }, true);
    node.addEventListener("contextmenu", (event) => this.menu(event));
    node.addEventListener("keydown", (event) => this.key(event));
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) this.showCursor(); });
    node.addEventListener("blur", () => { this.putBack(); this.cross.hidden = true; });
    this.drag = (event) => this.move(event);
    window.addEventListener("pointermove", this.drag);
  }

  // Where things are ---------------------------------------------------------------------------

  get axes() {
    return this.chart.plot._fullLayout;
  }

  // All points that may be moved: their trace, their place in it, and where they are.
  get points() {
    const { movable } = this.chart.message;
    return (this.chart.plot.calcdata || []).filter(([first]) => first?.trace && movable.includes(first.trace.legendgroup)).flatMap((items) => {
      const { trace } = items[0];
      return items.filter((item) => Number.isFinite(item.x) && Number.isFinite(item.y))
        .map((item) => ({ trace: trace.index, index: item.i, x: item.x, y: item.y, name: trace.legendgroup }));
    });
  }

  // In pixels of the node.
  pixels(x, y) {
    const { xaxis, yaxis } = this.axes;
    return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
  }

  values(left, top) {
    const { xaxis, yaxis } = this.axes;
    return [xaxis.p2d(left - xaxis._offset), yaxis.p2d(top - yaxis._offset)];
  }

  of(event) {
    const box = this.chart.plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  nearest([left, top], reach) {
    let best = null, least = reach;
    for (const point of this.points) {
      const [x, y] = this.pixels(point.x, point.y), far = Math.hypot(x - left, y - top);
      if (far <= least) [best, least] = [point, far];
    }
    return best;
  }

  isOutside([left, top]) {
    const { xaxis, yaxis } = this.axes;
    return left < xaxis._offset - OUTSIDE || left > xaxis._offset + xaxis._length + OUTSIDE
      || top < yaxis._offset - OUTSIDE || top > yaxis._offset + yaxis._length + OUTSIDE;
  }

  // The mark of a point in the picture.
  mark({ trace, index }) {
    return [...this.chart.plot.querySelectorAll(".scatterlayer .trace path.point")]
      .find((path) => path.__data__?.i === index && path.closest(".trace").__data__[0].trace.index === trace);
  }

  // Mouse and finger ---------------------------------------------------------------------------

  press(event) {
    if (event.button !== 0 || !this.axes) return;
    this.putBack();
    const place = this.of(event), point = this.nearest(place, REACH[event.pointerType] || REACH.mouse);
    if (point) this.held = { point, from: place, at: place, dragged: false };
  }

  point(event) {
    const over = this.axes && event.pointerType === "mouse" && this.nearest(this.of(event), REACH.mouse);
    for (const layer of this.chart.plot.querySelectorAll(".nsewdrag")) layer.style.cursor = over ? "grab" : "crosshair";
  }

  move(event) {
    const { held } = this;
    if (!held || held.keys) return;
    const place = this.of(event);
    if (!held.dragged && Math.hypot(place[0] - held.from[0], place[1] - held.from[1]) < START) return;
    if (!held.dragged) this.chart.Plotly.Fx.unhover(this.chart.plot);
    held.dragged = true;
    held.at = place;
    this.show();
  }

  // The pointer was let go; whether that was the end of a drag.
  drop() {
    const { held } = this;
    if (!held || held.keys) return false;
    this.held = null;
    this.chip.hidden = true;
    if (held.dragged) this.droppedAt = performance.now();
    if (held.dragged) this.send(held.point, this.isOutside(held.at) ? null : this.values(...held.at));
    return held.dragged;
  }

  // Plotly may take the end of a drag for a click.
  get justDropped() {
    return performance.now() - (this.droppedAt ?? -Infinity) < 300;
  }

  menu(event) {
    const point = this.axes && this.nearest(this.of(event), REACH.mouse);
    if (!point || this.held) return;
    event.preventDefault();
    this.send(point, null);
  }

  // Keyboard -----------------------------------------------------------------------------------

  key(event) {
    if (!this.axes || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.action(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  action({ key, shiftKey }) {
    const here = () => this.nearest(this.pixels(...this.cursor), REACH.pen);
    if (ARROWS[key]) {
      return () => this.go(ARROWS[key].map((way, axis) => this.cursor[axis] + way * (shiftKey ? SMALL_STEP : STEP)));
    }
    if (key === "n" || key === "p") return () => this.next(key === "n" ? 1 : -1);
    if (key === "Escape" && this.held) return () => { this.putBack(); this.tell("put_back"); };
    if (key === "Delete" || key === "Backspace") {
      return () => {
        const point = this.held?.point || here();
        this.held = null;
        if (point) this.send(point, null);
        this.tell(point ? "removed" : "none_here");
      };
    }
    if (key !== "Enter" && key !== " ") return null;
    return () => {
      const { held } = this, point = here();
      this.held = null;
      if (held) {
        this.send(held.point, this.cursor);
        this.tell("put_down");
      } else if (point) {
        this.cursor = [point.x, point.y];
        this.held = { point, keys: true, at: this.pixels(...this.cursor) };
        this.showCursor("picked_up");
      } else {
        this.chart.put({ x: this.cursor[0], y: this.cursor[1] });
        this.tell(this.chart.message.movable.length ? "added" : "chosen");
      }
    };
  }

  go(wanted) {
    const { xaxis, yaxis } = this.axes;
    this.cursor = wanted.map((value, axis) => {
      const [low, high] = (axis ? yaxis : xaxis).range;
      return Math.round(Math.min(Math.max(value, low), high) * 1000) / 1000;
    });
    if (this.held) {
      this.held.at = this.pixels(...this.cursor);
      this.show();
    }
    this.showCursor();
  }

  // The next point from left to right.
  next(way) {
    this.putBack();
    const ordered = this.points.sort((a, b) => a.x - b.x || a.y - b.y);
    if (!ordered.length) return;
    const [x, y] = this.cursor, after = (p) => p.x > x || (p.x === x && p.y > y), before = (p) => p.x < x || (p.x === x && p.y < y);
    const point = way > 0 ? ordered.find(after) || ordered[0] : ordered.findLast(before) || ordered[ordered.length - 1];
    this.cursor = [point.x, point.y];
    this.showCursor();
  }

  showCursor(did = "") {
    const [left, top] = this.pixels(...this.cursor);
    Object.assign(this.cross.style, { left: `${left}px`, top: `${top}px`, borderStyle: this.held ? "dashed" : "solid" });
    this.cross.hidden = false;
    this.tell(did);
  }

  tell(did = "") {
    const point = !this.held && this.nearest(this.pixels(...this.cursor), REACH.pen);
    const here = say(point ? "point_at" : "place", { ...rounded(this.cursor), name: point?.name });
    this.spoken.textContent = did ? `${say(did)} ${here}` : here;
  }

  // What changes -------------------------------------------------------------------------------

  // Draws the held point where it is.
  show() {
    const { held } = this, away = !held.keys && this.isOutside(held.at);
    this.place(held.point, held.at);
    this.chip.textContent = away ? say("let_go") : say("place", rounded(this.values(...held.at)));
    this.chip.hidden = false;
    const half = this.chip.offsetWidth / 2, left = Math.min(Math.max(held.at[0], half), this.chart.node.clientWidth - half);
    Object.assign(this.chip.style, { left: `${left}px`, top: `${Math.max(held.at[1] - 14, 24)}px` });
  }

  place(point, [left, top]) {
    const { xaxis, yaxis } = this.axes;
    this.mark(point)?.setAttribute("transform", `translate(${left - xaxis._offset},${top - yaxis._offset})`);
  }

  send(point, to) {
    this.chip.hidden = true;
    const from = { x: point.x, y: point.y, name: point.name };
    if (to) {
      this.place(point, this.pixels(...to));
    } else {
      const mark = this.mark(point);
      if (mark) mark.style.visibility = "hidden";
      this.dropped.push(mark);
    }
    this.chart.put({ x: to ? to[0] : null, y: to ? to[1] : null, from });
  }

  putBack() {
    if (this.held?.dragged || this.held?.keys) this.place(this.held.point, this.pixels(this.held.point.x, this.held.point.y));
    this.held = null;
    this.chip.hidden = true;
  }

  // The plot was drawn anew, by which its marks may be those of other points.
  drawn() {
    for (const mark of this.dropped) if (mark) mark.style.visibility = "";
    this.dropped = [];
    if (this.held?.keys || this.held?.dragged) this.show();
    if (!this.cross.hidden) this.showCursor();
  }

  end() {
    window.removeEventListener("pointermove", this.drag);
  }
}

export function overlay(node, name, style) {
  const made = document.createElement("div");
  made.className = name;
  made.style.cssText = `position:absolute;pointer-events:none;z-index:2;${style}`;
  made.hidden = true;
  node.appendChild(made);
  return made;
}

const rounded = ([x, y]) => ({ x: twoDigits(x), y: twoDigits(y) });
const twoDigits = (value) => written((Math.round(value * 100) / 100 + 0).toFixed(2)).replace("-", "−");
