// Streamlit sends this with every update, so the gallery itself is another script, which the browser fetches once.
const script = document.querySelector('script[src*="/static/js/"]');
const root = script ? script.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;

export default function (given) {
  const data = JSON.parse(new TextDecoder().decode(given.data));
  import(new URL(data.folder + "gallery.js", root).href).then(({ show }) => show({ ...given, data }, root));
}
