// Streamlit sends this with every update, so the keys themselves are other scripts, which the browser fetches once.
export default function ({ data, parentElement }) {
  const message = JSON.parse(new TextDecoder().decode(data));
  const script = document.querySelector('script[src*="/static/js/"]');
  const root = script ? script.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;
  const folder = new URL(message.folder, root);
  begin(parentElement, message, folder, new URL(message.texts, root)).catch(() => { /* works without */ });
}

async function begin(parent, message, folder, texts) {
  if (!(await import(texts)).use()) return;
  const { show } = await import(new URL("main.js", folder));
  show(parent, message, folder);
}
