// From what units say to colors; the colors themselves come with the network.

const CLEAR = 0.62; // how much of a color the large map shows, so that points stand out

function mix(low, high, share) {
  return low.map((part, channel) => part + (high[channel] - part) * share);
}

// 256 colors from one end of a scale to the other.
const tableOf = (stops) => Array.from({ length: 256 }, (_, place) => {
  const along = (place / 255) * (stops.length - 1), low = Math.min(Math.floor(along), stops.length - 2);
  return mix(stops[low], stops[low + 1], along - low);
});

// A number in -1..1.
const at = (table, share) => table[Math.round(127.5 + 127.5 * Math.min(Math.max(share, -1), 1))] || table[127];

const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--nn-${name}`).trim();

// A color of the page by its name in nnplay/palette.py, for a canvas.
export const named = property;

const rgb = (digits) => [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));

// The same as red, green and blue.
export const namedRgb = (name) => rgb(named(name).slice(1));

// The server names the colors of light paper; the theme of the page has others in their place.
function inTheme() {
  const [told, now] = ["told", "now"].map((name) => property(name).match(/[0-9a-f]{6}/g) || []);
  const places = new Map(told.map((digits, place) => [rgb(digits).join(), rgb(now[place])]));
  return (color) => places.get(color.join()) || color;
}

// Acts when the theme of the page changes, or its size; gives what ends that.
export function onView(act) {
  window.addEventListener("nnplay-view", act);
  return () => window.removeEventListener("nnplay-view", act);
}

export const css = (color) => `rgb(${color.map(Math.round).join(",")})`;

export class Colors {
  constructor(told) {
    const shown = inTheme(), [diverging, answers, classes] = ["diverging", "answers", "classes"].map((name) => told[name].map(shown));
    this.classes = classes;
    this.paper = namedRgb("paper");
    this.table = tableOf(diverging);
    this.answers = tableOf(answers);
    this.negative = diverging[0];
    this.positive = diverging[diverging.length - 1];
  }

  // A number in -1..1.
  signed(share) {
    return at(this.table, share);
  }

  // -1 is surely the first class of two, 1 surely the second.
  ofTwo(share) {
    return at(this.answers, share);
  }

  // What a unit says at all places, as bytes of a picture. The first row of the numbers is the lowest of the picture.
  paint(image, column, toColor, clear = 1) {
    const size = image.width, bytes = image.data;
    for (let row = 0; row < size; row++) {
      for (let place = 0; place < size; place++) {
        const color = toColor(column[row * size + place]);
        const at = ((size - 1 - row) * size + place) * 4;
        for (let channel = 0; channel < 3; channel++) bytes[at + channel] = this.onPaper(color[channel], channel, clear);
        bytes[at + 3] = 255;
      }
    }
  }

  // Several classes at once: each color by its probability.
  blend(image, columns, discrete) {
    const size = image.width, bytes = image.data;
    for (let row = 0; row < size; row++) {
      for (let place = 0; place < size; place++) {
        const from = row * size + place, at = ((size - 1 - row) * size + place) * 4;
        bytes.set([...this.blended(columns.map((column) => column[from]), discrete), 255], at);
      }
    }
  }

  // One such color.
  blended(shares, discrete = false, clear = CLEAR) {
    const best = shares.indexOf(Math.max(...shares)), sum = [0, 0, 0];
    shares.forEach((share, unit) => {
      const part = discrete ? Number(unit === best) : share, color = this.classes[unit % this.classes.length];
      for (let channel = 0; channel < 3; channel++) sum[channel] += part * color[channel];
    });
    return sum.map((value, channel) => this.onPaper(value, channel, clear));
  }

  // A part of a color that shows only so much of itself.
  onPaper(part, channel, share) {
    return this.paper[channel] + (part - this.paper[channel]) * share;
  }

  // How the output's numbers become colors: probabilities of the second class of two, or values.
  ofAnswer(network, discrete) {
    if (network.task === "regression") {
      return (value) => this.signed(discrete ? Math.sign(value) : value / network.limit);
    }
    return (share) => this.ofTwo(discrete ? (share > 0.5 ? 1 : -1) : 2 * share - 1);
  }

  ofPoint(network, target) {
    if (network.task === "regression") return this.signed(target / network.limit);
    return this.classes[target % this.classes.length];
  }
}

export { CLEAR };

const LEAST_SHARE = 0.15;

const largestOf = (column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// By unit, the size that has the full color; zero is white. A unit that says next to nothing beside the others of its
// layer stays pale.
export function spreadsOf(columns) {
  const sizes = columns.map(largestOf), least = LEAST_SHARE * Math.max(...sizes);
  return sizes.map((size) => Math.max(size, least) || 1);
}
