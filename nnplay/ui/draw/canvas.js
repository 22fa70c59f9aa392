// What the canvas to draw on lacks: a pen for the keyboard, and that no stroke is lost in its corner or before a press.
// Its own toolbar lies unseen over its top right corner, swallows strokes that start there and resets at a tap. Our own
// buttons stand below; the rule must go into the component's shadow root.

const RULES = ".dc-toolbar { display: none !important; } .canvas-root { touch-action: none; filter: var(--nn-as-chalk); }";
const TOLD_LATE = 400; // milliseconds; the canvas waits for half of them after a stroke before it tells
const INK = 180; // by how much a place with ink differs from the paper, of 3 * 255

export default function ({ data, parentElement }) {
  mend();
  // The canvas is mounted after us, and again for each cleared drawing.
  const timer = setInterval(mend, 100);
  if (parentElement.dataset.texts !== data.texts) {
    parentElement.dataset.texts = data.texts;
    const script = document.querySelector('script[src*="/static/js/"]');
    const root = script ? script.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;
    addPen(parentElement, new URL(data.texts, root), new URL(`${data.folder}key_pen.js`, root));
  }
  const forget = tellBeforePresses();
  return () => { clearInterval(timer); forget(); };
}

// Whoever presses a button right after a stroke means the drawing with it.
function tellBeforePresses() {
  let draws = false, ended = -Infinity;
  const onCanvas = (event) => event.composedPath().some((one) => one.classList?.contains("upper-canvas"));
  const down = (event) => {
    draws = onCanvas(event);
    if (!draws) tell();
  };
  const up = () => {
    if (draws) ended = performance.now();
    draws = false;
  };
  const tell = () => {
    if (performance.now() - ended > TOLD_LATE) return;
    ended = -Infinity;
    roots().at(-1)?.querySelector(".dc-toolbar button")?.click(); // the first one of its toolbar sends
  };
  // A press with a key comes as a click alone.
  const heard = { pointerdown: down, mousedown: down, pointerup: up, mouseup: up, click: (event) => onCanvas(event) || tell() };
  for (const [type, hear] of Object.entries(heard)) document.addEventListener(type, hear, true);
  return () => { for (const [type, hear] of Object.entries(heard)) document.removeEventListener(type, hear, true); };
}

// Again in another language.
async function addPen(parent, texts, script) {
  try {
    if (!(await import(texts)).use()) return;
    const { KeyPen } = await import(script);
    parent.querySelector(".nnplay-pen")?.remove();
    new KeyPen(parent, pen());
  } catch { /* mouse, pen and finger draw */ }
}

function mend() {
  for (const root of roots()) {
    if (root.querySelector("#nnplay-no-toolbar")) continue;
    const style = document.createElement("style");
    style.id = "nnplay-no-toolbar";
    style.textContent = RULES;
    root.appendChild(style);
  }
}

const roots = () => [...document.querySelectorAll(".st-key-sketch-canvas *")].map((host) => host.shadowRoot)
  .filter((root) => root?.querySelector(".canvas-root"));

// The newest one: one that was cleared is still there for a moment.
const canvas = (name) => roots().at(-1)?.querySelector(`canvas.${name}`);

// Draws as the mouse does, so that a drawing by keyboard is one like all others.
function pen() {
  let at = [0, 0];
  const send = (target, type, place, buttons) => {
    const box = canvas("upper-canvas").getBoundingClientRect();
    at = place;
    target.dispatchEvent(new MouseEvent(type, {
      bubbles: true, composed: true, cancelable: true, view: window, button: 0, buttons,
      clientX: box.left + place[0] * box.width, clientY: box.top + place[1] * box.height,
    }));
  };
  const press = (key) => document.querySelector(`.st-key-${key} button:not([disabled])`)?.click();
  return {
    down: (place) => { if (canvas("upper-canvas")) send(canvas("upper-canvas"), "mousedown", place, 1); },
    move: (place) => { if (canvas("upper-canvas")) send(document, "mousemove", place, 1); },
    up: () => { if (canvas("upper-canvas")) send(document, "mouseup", at, 0); },
    undo: () => press("canvas-undo"),
    clear: () => press("canvas-clear"),
    inked: ([x, y]) => {
      const drawn = canvas("dc-canvas.lower-canvas"); // another one below has the background
      if (!drawn) return false;
      const shade = (left, top) => drawn.getContext("2d").getImageData(left, top, 1, 1).data.reduce((sum, one) => sum + one, 0);
      return Math.abs(shade(Math.floor(x * drawn.width), Math.floor(y * drawn.height)) - shade(0, 0)) > INK;
    },
    blank: () => !document.querySelector(".st-key-canvas-clear button:not([disabled])"),
  };
}
