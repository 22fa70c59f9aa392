// Streamlit sends this script with every update, so the wall itself is another one, which the browser fetches once.

const own = document.querySelector('script[src*="/static/js/"]');
const root = own ? own.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;

export default function (component) {
  const message = JSON.parse(new TextDecoder().decode(component.data));
  const coming = Promise.all([message.keeper, `${message.scripts}show.js`].map((path) => import(new URL(path, root))));
  coming.then(([{ whole }, { show }]) => {
    const told = whole(message, component);
    if (told) show(component, told);
  }, () => {
    component.parentElement.textContent = window.nnplayView?.lost.chart ?? "";
  });
}
