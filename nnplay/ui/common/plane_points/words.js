// What a figure shows now, in words and as a table, for those who can't see it: from what Plotly has drawn.

import { count, say, written } from "./say.js";

const MOST_ROWS = 500, MOST_SERIES = 6, MOST_BARS = 12;
const PAUSE = 500; // milliseconds between two tables of a figure that changes all the time

export class FigureWords {
  constructor(chart) {
    this.chart = chart;
    const parent = chart.node.parentElement;
    parent.style.position = "relative";
    this.details = document.createElement("details");
    this.details.className = "nnplay-numbers";
    this.summary = document.createElement("summary");
    this.table = document.createElement("div");
    this.details.append(this.summary, this.table);
    this.details.addEventListener("toggle", () => this.fill());
    this.details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.details.open) return;
      this.details.open = false;
      this.summary.focus();
      event.stopPropagation();
    });
    parent.append(this.details);
    this.now = () => { clearTimeout(this.filling); this.fill(); };
    window.addEventListener("nnplay-paper", this.now);
  }

  // Called after each drawing.
  drawn() {
    const { node, plot, message } = this.chart, series = seriesOf(plot);
    const words = inWords(series);
    if (words) node.setAttribute("aria-description", words);
    else node.removeAttribute("aria-description");
    this.details.hidden = !series.length;
    this.summary.textContent = say("numbers");
    this.summary.setAttribute("aria-label", say("numbers_of", { label: message.label }));
    clearTimeout(this.filling);
    if (this.details.open) this.filling = setTimeout(() => this.fill(), PAUSE);
  }

  fill() {
    if (!this.details.open) return;
    const table = document.createElement("table");
    let left = MOST_ROWS;
    for (const one of seriesOf(this.chart.plot)) {
      line(table, "th", one.heads);
      for (const row of one.rows().slice(0, left)) line(table, "td", row);
      left = Math.max(left - one.count, 0);
    }
    if (!left) line(table, "td", [say("first_rows", { count: count(MOST_ROWS) })]);
    this.table.replaceChildren(table);
  }

  end() {
    clearTimeout(this.filling);
    window.removeEventListener("nnplay-paper", this.now);
    this.details.remove();
  }
}

function line(table, tag, cells) {
  const row = table.insertRow();
  for (const cell of cells) {
    const node = document.createElement(tag);
    if (tag === "th") node.scope = "col";
    node.textContent = typeof cell === "number" ? told(cell) : String(cell ?? "").replace(/<[^>]*>/g, "");
    row.append(node);
  }
}

export function told(number) {
  if (!Number.isFinite(number)) return "";
  const size = Math.abs(number);
  if (size >= 1e6 || (size && size < 1e-3)) return written(number.toExponential(2));
  return count(Number(number.toPrecision(4)));
}

function title(axis, otherwise) {
  const text = axis?.title?.text?.replace(/<[^>]*>/g, "") || otherwise;
  return text.startsWith("Click to enter") ? otherwise : text; // what Plotly has where there is none
}

// Everything with numbers that is seen, each as `name`, `heads`, `rows()`, `count` and `words()`.
export function seriesOf(plot) {
  const layout = plot._fullLayout ?? {}, found = [];
  for (const trace of plot._fullData ?? []) {
    if (trace.visible !== true) continue;
    const name = plot.data?.[trace.index]?.name || "";
    const axes = [layout[axisName(trace.xaxis, "x")], layout[axisName(trace.yaxis, "y")]];
    if (["heatmap", "surface", "contour"].includes(trace.type)) found.push(grid(trace, name));
    else if (trace.type === "bar") found.push(bars(trace, name, axes));
    else if (["scatter", "scattergl"].includes(trace.type)) found.push(points(trace, name, axes));
  }
  return found.filter((one) => one && one.count);
}

const axisName = (short, letter) => `${letter}axis${(short ?? letter).slice(1)}`;

function span(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? "" : low === high ? told(low) : say("span", { low: told(low), high: told(high) });
}

function grid(trace, name) {
  const lines = Array.from(trace.z ?? [], (row) => Array.from(row));
  const across = lines[0]?.length ?? 0;
  return {
    name,
    count: lines.length && across ? lines.length : 0,
    heads: [name || say("row"), ...Array.from({ length: across }, (_, place) => trace.x?.[place] ?? place)],
    rows: () => lines.map((row, place) => [trace.y?.[place] ?? place, ...row]),
    words: () => say("grid", { rows: lines.length, columns: across, span: span(lines.flat()) }),
  };
}

function bars(trace, name, [xaxis, yaxis]) {
  const lying = trace.orientation === "h";
  const of = Array.from((lying ? trace.y : trace.x) ?? []), sizes = Array.from((lying ? trace.x : trace.y) ?? []);
  const places = [...sizes.keys()].filter((place) => sizes[place] !== null && sizes[place] !== undefined);
  const rows = places.map((place) => [of[place] ?? place, Number(sizes[place])]);
  return {
    name,
    count: rows.length,
    heads: [title(lying ? yaxis : xaxis, say("bar")), name || title(lying ? xaxis : yaxis, say("Value"))],
    rows: () => rows,
    words: () => rows.length <= MOST_BARS
      ? rows.map(([bar, size]) => `${typeof bar === "number" ? told(bar) : bar} ${told(size)}`).join(", ")
      : say("bars", { count: rows.length, span: span(rows.map(([, size]) => size)) }),
  };
}

function points(trace, name, [xaxis, yaxis]) {
  const xs = Array.from(trace.x ?? []), ys = Array.from(trace.y ?? []);
  const rows = xs.map((x, place) => [x, ys[place]]).filter(([, y]) => y !== null && y !== undefined && !Number.isNaN(y));
  const lines = trace.mode?.includes("lines"), y = title(yaxis, say("value"));
  const numbers = rows.map((row) => Number(row[1]));
  return {
    name,
    // Helpers without a name: frames, labels, what catches clicks.
    count: name ? rows.length : 0,
    heads: [title(xaxis, "x"), name ? `${name}, ${y}` : y],
    rows: () => rows,
    words: () => lines && rows.length
      ? say("line", { count: rows.length, name: y, first: told(numbers[0]), last: told(numbers.at(-1)), span: span(numbers) })
      : say("points", {
        count: rows.length, x: title(xaxis, "x"), x_span: span(rows.map((row) => Number(row[0]))), y, y_span: span(numbers),
      }),
  };
}

export function inWords(series) {
  const told = series.slice(0, MOST_SERIES).map((one) => `${one.name ? `${one.name}: ` : ""}${one.words()}.`);
  const left = series.length - MOST_SERIES;
  return [...told, ...(left > 0 ? [say("more", { count: left })] : [])].join(" ").replace(/<[^>]*>/g, "");
}
