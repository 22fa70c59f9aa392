// What a screen reader says by itself: how far a training is, at most every few seconds, and its result. The regions
// stay in the document for good; a reader misses the words of one that has only just come.

const PAUSE = 5000; // milliseconds between two polite sentences

export default function ({ data }) {
  (window.nnplaySpoken ??= new Speaker()).hear(data);
}

class Speaker {
  constructor() {
    this.polite = this.region("status");
    this.urgent = this.region("alert");
    this.heard = "";
    this.last = -PAUSE;
  }

  region(role) {
    const node = document.createElement("div");
    node.className = "nnplay-unseen";
    node.setAttribute("role", role);
    // In a landmark, as all that is on a page.
    (document.querySelector("[data-testid='stMain']") ?? document.body).appendChild(node);
    return node;
  }

  // `matters` is "progress", of which the newest is said when its time has come; "result"; or "error".
  hear({ words, matters }) {
    if (!words || words === this.heard) return;
    this.heard = words;
    clearTimeout(this.waits);
    const left = matters === "progress" ? this.last + PAUSE - performance.now() : 0;
    this.waits = setTimeout(() => this.say(matters === "error" ? "urgent" : "polite", words), Math.max(left, 0));
  }

  say(where, words) {
    // Streamlit may have replaced what they stood in.
    if (!this[where].isConnected) this[where] = this.region(where === "urgent" ? "alert" : "status");
    this.last = performance.now();
    this[where].textContent = words;
  }
}
