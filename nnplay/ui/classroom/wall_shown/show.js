// The wall: replaces only the parts that have changed, so that nothing blinks, and leaves all else alone.

const HTML = `<div class="wall"><header data-part="head"></header><div class="body">
<div class="left"><section class="panel" data-part="main"></section>
<section class="panel" data-part="more"></section></div>
<div class="right"><section class="panel" data-part="join"></section>
<section class="panel" data-part="side"></section></div></div>
<div class="keys"><button class="full"></button><button class="leave"></button></div></div>`;

// As in wall.css; but paper, which is as narrow, asks for no other pictures.
const phone = matchMedia("screen and (max-width: 800px)");
const styles = fetch(new URL("wall.css", import.meta.url)).then((found) => found.text());
const walls = new WeakMap();

export async function show(component, told) {
  const { parentElement } = component;
  const wall = walls.get(parentElement) ?? new Wall();
  walls.set(parentElement, wall);
  Object.assign(wall, { told, say: component.setTriggerValue, tell: component.setStateValue });
  const css = await styles; // what came meanwhile is shown then
  if (!wall.node) wall.begins(parentElement, css);
  wall.show();
}

class Wall {
  begins(parent, css) {
    const style = document.createElement("style");
    style.textContent = css;
    const body = document.createElement("template");
    body.innerHTML = HTML;
    this.node = body.content.firstElementChild;
    parent.append(style, this.node);
    this.shown = {};
    this.node.querySelector(".full").addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.();
    });
    this.node.querySelector(".leave").addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      this.say("left", true);
    });
    phone.addEventListener("change", () => this.fit());
  }

  show() {
    const { panels, words, colors } = this.told;
    if (this.colors !== colors) this.node.style.cssText = this.colors = colors;
    for (const [name, text] of Object.entries(words)) this.node.querySelector(`.${name}`).textContent = text;
    this.node.classList.toggle("waiting", !panels.join);
    for (const [name, text] of Object.entries(panels)) {
      if (this.shown[name] === text) continue;
      this.shown[name] = text;
      this.node.querySelector(`[data-part="${name}"]`).innerHTML = text;
      this.node.dataset.draws = Number(this.node.dataset.draws || 0) + 1;
    }
    this.fit();
  }

  // The pictures that came are for a wall; a phone asks for its own.
  fit() {
    if (this.node.isConnected && phone.matches !== this.told.narrow) this.tell("narrow", phone.matches);
  }
}
