// Maps of a large network while it moves: computed at fewer places, and shown as smoothly as others. Nothing here draws.

const FROM = 10000; // weights: below, all places take the browser less than a frame's time
const PLACES = 25; // along each side

// Along a side, the fine places that are computed: both ends, and others as even as they lie.
const nearest = (size) => Array.from({ length: PLACES }, (_, place) => Math.round((place * (size - 1)) / (PLACES - 1)));

// The places that are computed, of a grid with so many along each side; null where all of them are.
export function seen(parameters, grid, size) {
  if (parameters < FROM || size <= PLACES) return null;
  const near = nearest(size);
  return grid.map((column) => Float32Array.from({ length: PLACES * PLACES }, (_, i) =>
    column[near[Math.floor(i / PLACES)] * size + near[i % PLACES]]));
}

const ways = new Map();

// For each of the fine places the coarse one before it, and the share of the way to the next.
function wayOf(size) {
  if (!ways.has(size)) {
    const near = nearest(size);
    const before = Array.from({ length: size }, (_, fine) => Math.min(near.findLastIndex((one) => one <= fine), PLACES - 2));
    ways.set(size, before.map((low, fine) => [low, (fine - near[low]) / (near[low + 1] - near[low])]));
  }
  return ways.get(size);
}

// What was computed at those places, at all of the fine ones.
export function finer(column, size) {
  const way = wayOf(size), made = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const [low, up] = way[row], under = low * PLACES, over = under + PLACES;
    for (let place = 0; place < size; place++) {
      const [left, right] = way[place];
      const one = column[under + left] + (column[under + left + 1] - column[under + left]) * right;
      const two = column[over + left] + (column[over + left + 1] - column[over + left]) * right;
      made[row * size + place] = one + (two - one) * up;
    }
  }
  return made;
}
