// Streamlit sends this script with every update, so the picture itself is another one, which the browser fetches once.

const pictures = new WeakMap();

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const message = JSON.parse(new TextDecoder().decode(data));
  const [keeper, texts] = [message.keeper, message.texts].map((path) => import(new URL(path, roots()[0])));
  // Whether it counts; see ui/common/script_texts.
  const counts = texts.then(({ use }) => use());
  Promise.all([keeper, counts]).then(([{ whole }, yes]) => {
    const told = whole(message, component);
    if (told && yes) show(parentElement, told, setTriggerValue);
  }, () => {
    parentElement.textContent = window.nnplayView?.lost.network ?? "";
  });
  // Streamlit also calls this for a call that a newer one overtook; only a picture that has left the page is given up.
  return () => setTimeout(() => {
    const picture = pictures.get(parentElement);
    picture?.then((network) => {
      if (network.node.isConnected) return;
      network.end();
      if (pictures.get(parentElement) === picture) pictures.delete(parentElement);
    }, () => {});
  }, 1000);
}

function show(parentElement, message, setTriggerValue) {
  const before = pictures.get(parentElement), [language] = message.texts.split("?");
  // Another picture in this place, or the same one in another language.
  if (before && (before.main !== message.main || before.language !== language)) {
    before.then((network) => network.end(), () => {});
    pictures.delete(parentElement);
  }
  if (!pictures.has(parentElement)) {
    const coming = load(message.script, message.main).then(({ Network }) => new Network(parentElement));
    pictures.set(parentElement, Object.assign(coming, { main: message.main, language }));
    coming.catch(() => { parentElement.textContent = window.nnplayView?.lost.network ?? ""; });
  }
  pictures.get(parentElement).then((network) => {
    network.report = (held) => setTriggerValue("held", held);
    network.sendShape = (wanted) => setTriggerValue("shaped", wanted);
    network.tellServer = setTriggerValue;
    network.sendHand = (moved) => setTriggerValue("moved", moved);
    network.show(message);
  }, () => {});
}

async function load(folder, main = "main.js") {
  for (const root of roots()) {
    const address = new URL(folder, root);
    try {
      const module = await import(new URL(main, address));
      await Promise.all(["network.css", "layers.css"].map((name) => addStyle(new URL(name, address).href)));
      return module;
    } catch { /* the app may lie elsewhere */ }
  }
  throw new Error("nothing is served");
}

function addStyle(href) {
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href });
  const styled = new Promise((resolve) => { style.onload = resolve; style.onerror = resolve; });
  document.head.appendChild(style);
  return styled;
}

// Where the app may lie: where Streamlit's own scripts came from, or the folder of this page.
function roots() {
  const found = [...document.querySelectorAll('script[src*="/static/js/"]')].map((one) => one.src.split("/static/js/")[0] + "/");
  return [...new Set([...found, new URL(".", location.href).href])];
}
