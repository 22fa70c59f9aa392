// A figure that answers to clicks, by keyboard: arrow keys walk to the nearest point or cell in their direction, Enter
// is a click on it. Only figures with clicks load it; see chart.js.

import { overlay } from "./hand.js";
import { say } from "./say.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 2.5; // a step to the side counts so much more than one ahead

export class ChartKeys {
  constructor(chart) {
    this.chart = chart;
    this.at = null;
    const { node } = chart;
    node.tabIndex = 0;
    node.setAttribute("role", "application");
    this.ring = overlay(node, "nnplay-chart-cursor", "width:19px;height:19px;margin:-10px 0 0 -10px;border:2px solid var(--nn-ink);border-radius:5px;box-shadow:0 0 0 2px var(--nn-paper), inset 0 0 0 1px var(--nn-paper)");
    this.spoken = overlay(node, "nnplay-chart-told", "width:1px;height:1px;overflow:hidden;clip-path:inset(50%)");
    this.spoken.setAttribute("aria-live", "polite");
    this.spoken.hidden = false;
    node.addEventListener("keydown", (event) => this.key(event));
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) this.go(this.at || this.targets()[0]); });
    node.addEventListener("blur", () => { this.ring.hidden = true; this.chart.Plotly?.Fx.unhover(this.chart.plot); });
    this.drawn();
  }

  // All that a click could choose: its trace, its place in it, and where it is in pixels of the node.
  targets() {
    const { plot } = this.chart, found = [];
    for (const trace of plot._fullData || []) {
      if (trace.visible !== true || trace.hoverinfo === "skip") continue;
      const [xaxis, yaxis] = [trace.xaxis, trace.yaxis].map((id) => plot._fullLayout[id?.replace(/^([xy])/, "$1axis")]);
      if (!xaxis || !yaxis) continue;
      const add = (index, x, y) => {
        const left = xaxis._offset + xaxis.d2p(x), top = yaxis._offset + yaxis.d2p(y);
        if (Number.isFinite(left) && Number.isFinite(top)) found.push({ trace, index, x, y, left, top, subplot: trace.xaxis + trace.yaxis });
      };
      if (trace.z) {
        const rows = rowsOf(trace.z), across = rows[0]?.length || 0;
        for (let row = 0; row < rows.length; row += 1) {
          for (let column = 0; column < across; column += 1) {
            add([row, column], along(trace, "x", column), along(trace, "y", row));
          }
        }
      } else if (trace.mode === undefined || trace.mode.includes("markers")) {
        for (let index = 0; index < (trace.x?.length || 0); index += 1) add(index, trace.x[index], trace.y[index]);
      }
    }
    return found;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ARROWS[event.key];
    if (!way && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (way) this.walk(way);
    else if (this.at) this.choose();
  }

  walk([right, down]) {
    const all = this.targets(), { at } = this;
    let best = at ? null : all[0], least = Infinity;
    for (const one of at ? all : []) {
      const x = one.left - at.left, y = one.top - at.top;
      const ahead = x * right + y * down, aside = Math.abs(x * down) + Math.abs(y * right);
      if (ahead < 0.5) continue;
      const far = ahead + ASIDE * aside;
      if (far < least) [best, least] = [one, far];
    }
    if (best) this.go(best);
  }

  go(target) {
    if (!target) return;
    this.at = target;
    Object.assign(this.ring.style, { left: `${target.left}px`, top: `${target.top}px` });
    this.ring.hidden = false;
    const { Plotly, plot } = this.chart;
    Plotly.Fx.hover(plot, [{ xval: target.x, yval: target.y }], target.subplot);
    const words = [...plot.querySelectorAll(".hoverlayer .hovertext text")].map((one) => one.textContent).join(", ");
    this.spoken.textContent = words || `${target.x}, ${target.y}`;
  }

  choose() {
    const { trace, index, x, y } = this.at, data = trace._input;
    const customdata = [].concat(index).reduce((inside, place) => inside?.[place], data.customdata);
    this.chart.click({ data, pointNumber: index, x, y, customdata });
  }

  // The figure was drawn anew: what was pointed at may lie elsewhere.
  drawn() {
    this.chart.node.setAttribute("aria-roledescription", say("to_choose"));
    if (this.ring.hidden || !this.at) return;
    const { trace, index } = this.at;
    this.go(this.targets().find((one) => one.trace.index === trace.index && String(one.index) === String(index)));
  }

  putBack() {}

  drop() { return false; }

  end() {}
}

// Plotly keeps a matrix that came packed as typed rows.
const rowsOf = (z) => (Array.isArray(z) || ArrayBuffer.isView(z) ? z : []);

// Of a matrix of numbers, where a column or row lies.
function along(trace, axis, place) {
  const values = trace[axis];
  if (values?.length) return values[place];
  return (trace[`${axis}0`] ?? 0) + place * (trace[`d${axis}`] ?? 1);
}
