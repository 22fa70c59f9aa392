// Streamlit sends this with every update, so the keys themselves are other scripts, which the browser fetches once.
export default function ({ data, parentElement }) {
  const message = JSON.parse(new TextDecoder().decode(data));
  const script = document.querySelector('script[src*="/static/js/"]');
  const root = script ? script.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;
  const folder = new URL(message.folder, root);
  import(new URL(message.texts, root).href).then((texts) => {
    texts.use();
    return import(new URL("main.js", folder).href);
  }).then(({ show }) => show(parentElement, message, folder), () => { /* works without */ });
}
