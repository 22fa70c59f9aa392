// Draws a figure with Plotly.react, so that an update changes the plot instead of replacing it.
// live_chart.js calls `show` at mount and again for each new figure, with the same parentElement.

const charts = new WeakMap();

export function show({ parentElement, setTriggerValue }, message) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = new Chart(parentElement);
    charts.set(parentElement, chart);
  }
  // Whether it counts; see ui/common/script_texts.
  const counts = script(message.texts).then(({ use }) => use());
  const draw = () => {
    chart.report = message.clicks ? (point) => setTriggerValue("clicked", point) : null;
    chart.show(message, counts);
  };
  if (chart.message) counts.then((yes) => { if (yes) draw(); }, draw);
  else draw();
}

// Streamlit also says so for a call that a newer one overtook; only a plot that has left the page is given up.
export function leave({ parentElement }) {
  const chart = charts.get(parentElement);
  if (!chart || chart.node.isConnected) return;
  chart.end();
  charts.delete(parentElement);
}

class Chart {
  constructor(parent) {
    this.node = document.createElement("div");
    this.node.className = "nnplay-chart";
    this.node.setAttribute("role", "img");
    this.node.style.width = "100%";
    this.node.style.overflow = "hidden";
    this.node.style.position = "relative";
    parent.appendChild(this.node);
    this.plot = document.createElement("div");
    this.plot.setAttribute("aria-hidden", "true"); // the node and its table say what it shows
    this.plot.style.width = "100%";
    this.plot.style.height = "100%";
    this.node.appendChild(this.plot);
    this.pressed = false;
    this.mount = Math.random().toString(36).slice(2);
    this.clicks = 0;
    this.places = [];
    this.press = (event) => { this.pressed = true; this.from = event; };
    this.release = (event) => {
      if (this.pressed) {
        this.pressed = false;
        if (event.type === "pointerup") this.place(event);
        else this.hand?.putBack();
        // After Plotly has handled the same event.
        setTimeout(() => this.draw(), 0);
      }
    };
    this.node.addEventListener("pointerdown", this.press);
    window.addEventListener("pointerup", this.release);
    window.addEventListener("pointercancel", this.release);
    this.followed = () => this.follow();
    window.addEventListener("nnplay-epoch", this.followed);
    this.viewed = () => { this.stale = true; this.draw(); };
    window.addEventListener("nnplay-view", this.viewed);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.node);
  }

  show(message, texts) {
    this.message = message;
    this.stale = true;
    this.node.setAttribute("aria-label", message.label);
    this.setHeight();
    Promise.all([loadPlotly(message.library), texts]).then(
      ([Plotly]) => {
        this.Plotly = Plotly;
        this.stale = true; // also where it was drawn before these texts had come
        this.drawSoon();
        this.takeHand();
      },
      () => { if (!this.Plotly) this.node.textContent = window.nnplayView?.lost.chart ?? ""; },
    );
  }

  // What moves the points of this plot, or walks it by keys; a script of its own, which few plots need.
  takeHand() {
    if (!this.message.hand || this.hand || this.comingHand) return;
    this.comingHand = true;
    script(`${this.message.scripts}${this.message.hand}.js`).then(({ PointHand, ChartKeys }) => {
      this.hand ||= new (PointHand || ChartKeys)(this);
      this.node.dataset.hand = "ready";
    }, () => { /* works without */ });
  }

  // What it shows in words, and its numbers in a table; a script that all plots of a page share.
  tellWords() {
    if (this.words) this.words.drawn();
    if (this.words || this.comingWords ) return;
    this.comingWords = true;
    script(`${this.message.scripts}words.js`).then(({ FigureWords }) => {
      if (this.words || !this.node.isConnected) return;
      this.words = new FigureWords(this);
      this.words.drawn();
    }, () => { /* works without */ });
  }

  // The last figure whose least width is there.
  choice() {
    const width = this.node.clientWidth;
    return this.message.figures.filter((one) => one.least <= width).pop() || this.message.figures[0];
  }

  // Of the choice; look.css keeps the same room for a plot that fits its width or the screen.
  height() {
    const { height, figure } = this.choice();
    if (this.message.fits === "square") {
      // Those that are drawn, once they are: a legend of several lines takes more.
      const { l, r, t, b } = this.plot._fullLayout?._size || figure.layout.margin;
      return Math.min(this.node.clientWidth - l - r + t + b + 4, 530);
    }
    return this.message.fits ? Math.round(Math.min(Math.max(height, innerHeight / 2 - 250), 330)) : height;
  }

  setHeight() {
    const height = `${this.height()}px`;
    if (this.node.style.height !== height) this.node.style.height = height;
  }

  // A map takes long to draw anew, so the curves that come with it are seen first.
  drawSoon() {
    if (!this.shown || !this.choice().figure.data.some((trace) => isMap(trace) || isCurve(trace))) {
      this.draw();
    } else if (!this.waits) {
      this.waits = true;
      requestAnimationFrame(() => setTimeout(() => { this.waits = false; this.draw(); }));
    }
  }

  draw() {
    // A hidden tab has no width yet; the observer calls again when it opens.
    if (!this.Plotly || !this.stale || this.pressed || !this.node.clientWidth || !this.node.isConnected) return;
    this.stale = false;
    this.setHeight();
    this.shown = this.choice();
    const figure = inView(this.shown.figure);
    // On a touch screen a finger on the plot shall scroll the page.
    const dragmode = matchMedia("(pointer: coarse)").matches ? false : figure.layout.dragmode;
    const { separators } = window.nnplayTexts;
    const layout = { separators, ...figure.layout, dragmode, width: this.node.clientWidth, height: this.height() };
    const config = { displayModeBar: false, responsive: false, doubleClick: "reset" };
    this.width = layout.width;
    this.Plotly.react(this.plot, this.withMap(figure.data), layout, config).then(() => {
      if (Math.abs(this.height() - layout.height) > 2 && !this.again) {
        this.stale = this.again = true;
        this.draw();
        return;
      }
      this.again = false;
      this.veil();
      this.hand?.drawn();
      this.tellWords();
      this.node.dataset.draws = Number(this.node.dataset.draws || 0) + 1;
    });
    if (!this.listening) {
      this.listening = true;
      this.plot.on("plotly_click", (event) => this.click(event.points[0]));
    }
    for (const layer of this.plot.querySelectorAll(".nsewdrag")) {
      layer.style.cursor = this.message.anywhere ? "crosshair" : "";
    }
  }

  // What a living network on the same page shows now, if this plot follows its run.
  get told() {
    const told = window.nnplayEpoch;
    return told && this.message && told.run === this.message.follows ? told : null;
  }

  follow() {
    if (!this.Plotly || !this.shown || !this.told) return;
    if (this.shown.figure.data.some((trace) => this.isAnswered(trace) || (this.told.answers && isCurve(trace)) || trace.meta?.film)) {
      this.stale = true;
      this.drawSoon();
    } else {
      this.veil();
    }
  }

  // Whether a trace is a map of answers. A plot that follows no run may have pictures of other things.
  isAnswered(trace) {
    return Boolean(this.told.answers && this.message.follows && isMap(trace));
  }

  // A map or a curve has the answers, and labels the words, of the epoch that the network shows.
  withMap(data) {
    const { told } = this;
    if (!told) return data;
    return data.map((trace) => {
      if (this.isAnswered(trace)) return { ...trace, z: told.answers() };
      if (told.answers && isCurve(trace)) return { ...trace, ...told.answers() };
      return trace.meta?.film && !told.isNow ? asOf(trace, told.epoch) : trace;
    });
  }

  // Curves are pale after the epoch that the network shows.
  veil() {
    const { told } = this, { xaxis, yaxis } = this.plot._fullLayout || {};
    const past = told && !told.isNow && this.shown.figure.layout.meta?.along === "epochs" ? xaxis.d2p(told.epoch) : null;
    if (past === null && !this.cover) return;
    if (!this.cover) {
      this.cover = document.createElement("div");
      this.cover.className = "nnplay-veil";
      this.cover.style.cssText = "position:absolute;pointer-events:none;background:color-mix(in srgb,var(--nn-paper) 78%,transparent);border-left:2px solid var(--nn-muted)";
      this.node.appendChild(this.cover);
    }
    this.cover.hidden = past === null || past > xaxis._length;
    if (this.cover.hidden) return;
    const left = Math.max(past, 0);
    Object.assign(this.cover.style, {
      left: `${xaxis._offset + left}px`,
      top: `${yaxis._offset}px`,
      width: `${xaxis._length - left}px`,
      height: `${yaxis._length}px`,
    });
  }

  click(point) {
    if (!point || !this.report || this.message.anywhere || this.hand?.justDropped) return;
    const { data, pointNumber, pointIndex, x, y } = point;
    // Plotly keeps packed numbers in typed arrays, which JSON would turn into objects.
    const customdata = ArrayBuffer.isView(point.customdata) ? Array.from(point.customdata) : point.customdata;
    this.report({ trace: data.uid || data.name || "", index: pointIndex ?? pointNumber, x, y, customdata });
  }

  // A click anywhere in the plot, in the units of its axes; a finger that moved has scrolled.
  place(event) {
    const moved = Math.hypot(event.clientX - this.from.clientX, event.clientY - this.from.clientY);
    if (this.hand?.drop()) return;
    if (!this.message.anywhere || !this.report || !this.listening || event.button !== 0 || moved > 6) return;
    const { xaxis, yaxis } = this.plot._fullLayout;
    const box = this.plot.getBoundingClientRect();
    const left = event.clientX - box.left - xaxis._offset;
    const top = event.clientY - box.top - yaxis._offset;
    if (left < 0 || top < 0 || left > xaxis._length || top > yaxis._length) return;
    this.put({ x: xaxis.p2d(left), y: yaxis.p2d(top) });
  }

  // Tells the server of a place, together with those before it, which it may not have heard of yet.
  put(place) {
    if (!this.report) return;
    this.places = [...this.places.slice(-29), { ...place, number: ++this.clicks }];
    this.report({ mount: this.mount, places: this.places });
  }

  resize() {
    if (!this.node.clientWidth || !this.message) return;
    if (this.width === this.node.clientWidth && !this.stale) return;
    this.stale = true;
    // Not within the observer's own callback, where a change of height would be reported as a loop.
    requestAnimationFrame(() => this.draw());
  }

  end() {
    this.observer.disconnect();
    this.node.removeEventListener("pointerdown", this.press);
    window.removeEventListener("pointerup", this.release);
    window.removeEventListener("pointercancel", this.release);
    window.removeEventListener("nnplay-epoch", this.followed);
    window.removeEventListener("nnplay-view", this.viewed);
    this.hand?.end();
    this.words?.end();
    if (this.Plotly) this.Plotly.purge(this.plot);
    this.node.remove();
  }
}

// Figures come in the colors of light paper and in the sizes of a desk. Here they get those of the theme and view that
// the page shows; see nnplay/palette.py.
function inView(figure) {
  const [told, now] = ["--nn-told", "--nn-now"].map(
    (name) => getComputedStyle(document.documentElement).getPropertyValue(name).match(/[0-9a-f]{6}/g) || [],
  );
  let { data, layout } = figure;
  const places = new Map(told.map((color, place) => [color, now[place]]).filter(([color, other]) => color !== other));
  if (places.size) {
    const before = data;
    [data, layout] = [data, layout].map((part) => recolored(part, places));
    data = data.map((trace, place) => (trace.meta?.blended ? blendedAnew(trace, before[place].meta.blended) : trace));
  }
  if (document.documentElement.dataset.nnView === "projector") [data, layout] = [data, layout].map((part) => enlarged(part));
  return { data, layout };
}

const NUMBERS = new Set(["x", "y", "z", "customdata", "bdata", "source"]);

const hex = (part) => Number(part).toString(16).padStart(2, "0");

function recolored(value, places) {
  if (typeof value === "string") {
    return value
      .replace(/#([0-9a-f]{6})\b/gi, (color, digits) => `#${places.get(digits.toLowerCase()) || digits}`)
      .replace(/rgba\((\d+), ?(\d+), ?(\d+)/g, (color, ...parts) => {
        const other = places.get(parts.slice(0, 3).map(hex).join(""));
        return other ? `rgba(${[0, 2, 4].map((at) => parseInt(other.slice(at, at + 2), 16)).join(",")}` : color;
      });
  }
  return changed(value, (part) => recolored(part, places));
}

const parts = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

// A picture whose pixels are blends of three or four colors, with others in their place. The shares of a blend come from
// its color, because they sum up to 1: p = c0 + B a with the other colors less c0 in B, so a = (B'B)^-1 B'(p - c0).
function blendedAnew(trace, colors) {
  const [[zero, ...from], [base, ...to]] = [colors, trace.meta.blended].map((all) => all.map(parts));
  const [B, C] = [[from, zero], [to, base]].map(([all, none]) => all.map((color) => color.map((part, at) => part - none[at])));
  const dot = (one, two) => one.reduce((sum, part, at) => sum + part * two[at], 0);
  const rows = B.map((one) => [...B.map((two) => dot(one, two)), ...one]);
  rows.forEach((row, at) => { // Gauss and Jordan; B'B needs no other order
    const by = row[at];
    row.forEach((part, place) => { row[place] = part / by; });
    for (const other of rows) {
      const times = other[at];
      if (other !== row) row.forEach((part, place) => { other[place] -= times * part; });
    }
  });
  const shares = rows.map((row) => row.slice(B.length));
  const bytes = Uint8ClampedArray.from(atob(trace.z.bdata), (letter) => letter.charCodeAt(0));
  for (let at = 0; at < bytes.length; at += 3) {
    const pixel = zero.map((part, channel) => bytes[at + channel] - part), a = shares.map((row) => dot(row, pixel));
    for (let channel = 0; channel < 3; channel++) {
      bytes[at + channel] = base[channel] + dot(a, C.map((color) => color[channel]));
    }
  }
  return { ...trace, z: { ...trace.z, bdata: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) } };
}

// Letters half as large again, lines twice as wide: to be read across a room.
const LETTERS = 1.4, LINES = 1.9, DOTS = 1.4;

function enlarged(value, key = "") {
  const times = (factor, one) => (Array.isArray(one) ? one.map((size) => size * factor) : one * factor);
  // Only the edge of a dot is a line, too.
  const larger = changed(value, (part, name) => enlarged(part, key === "marker" && name === "line" ? "edge" : name));
  if (!larger || typeof larger !== "object") return larger;
  const sized = (name, factor) => { if (isSize(larger[name])) larger[name] = times(factor, larger[name]); };
  if (/font$/.test(key)) sized("size", LETTERS);
  if (key === "line") sized("width", LINES);
  if (key === "marker") sized("size", DOTS);
  if (key === "margin") for (const side of "lrtb") sized(side, LETTERS);
  return larger;
}

const isSize = (size) => typeof size === "number" || (Array.isArray(size) && typeof size[0] === "number");

// The same with its parts changed; arrays of numbers stay.
function changed(value, change) {
  if (!value || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return typeof value.at(-1) === "number" ? value : value.map((part) => change(part));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, NUMBERS.has(name) ? part : change(part, name)]),
  );
}

// A map with answers; before there are any it is a heatmap without a scale.
const isMap = (trace) => trace.type === "image" || (trace.type === "heatmap" && trace.zmax !== undefined);

// The curve of a network's answers along one number.
const isCurve = (trace) => trace.meta?.curve;

// Labels as they were after an epoch, or after the last one before it that they are known of.
function asOf(trace, epoch) {
  const known = Object.keys(trace.meta.film).map(Number).filter((one) => one <= epoch);
  if (!known.length) return trace;
  const { text, color } = trace.meta.film[Math.max(...known)];
  return { ...trace, text, textfont: { ...trace.textfont, color } };
}

const script = (path) => import(new URL(path, root));

// One library for all charts of the page, kept over reruns and page switches.
function loadPlotly([folder, file, version]) {
  if (!window.nnplayPlotly) {
    window.nnplayPlotly = load(folder + file, version).catch((error) => {
      // So that the next update tries again.
      window.nnplayPlotly = null;
      throw error;
    });
  }
  return window.nnplayPlotly;
}

async function load(path, version) {
  // Streamlit names no time for which the file is fresh; version in the address, any cached copy will do.
  const response = await fetch(new URL(`${path}?v=${version}`, root), { cache: "force-cache" });
  // Where nothing is served, Streamlit answers with its own page.
  if (!response.ok || !(response.headers.get("content-type") || "").includes("javascript")) throw new Error("not served");
  const address = URL.createObjectURL(await response.blob());
  await new Promise((resolve, reject) => {
    const library = document.createElement("script");
    library.src = address;
    library.onload = resolve;
    library.onerror = reject;
    document.head.appendChild(library);
  });
  URL.revokeObjectURL(address);
  return window.Plotly;
}

// Where the app lies: where Streamlit's own scripts came from.
const own = document.querySelector('script[src*="/static/js/"]');
const root = own ? own.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;
