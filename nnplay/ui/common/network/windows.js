// Which part of an earlier layer a pixel was made from. Boxes are [first row, first column, last row + 1, last column + 1]
// in the pixels of a layer's maps, and may reach over the edges, where padding is read. Nothing here draws.

// The window that a layer reads for a box of its own maps.
export function windowOf(row, [top, left, bottom, right]) {
  const [rows, columns] = row.reads;
  return [rows[top][0], columns[left][0], rows[bottom - 1][1], columns[right - 1][1]];
}

export function clipped([top, left, bottom, right], [height, width]) {
  return [Math.max(top, 0), Math.max(left, 0), Math.min(bottom, height), Math.min(right, width)];
}

// The windows behind one pixel, from the layer before it up to the input, each cut at the edges of its maps.
// `rows` are the layers; the shape of the input comes first.
export function windowsBehind(rows, inputShape, number, pixel) {
  const found = [];
  let box = [pixel[0], pixel[1], pixel[0] + 1, pixel[1] + 1];
  for (let at = number; at >= 0 && rows[at].reads; at--) {
    const shape = at ? rows[at - 1].shape : inputShape;
    box = clipped(windowOf(rows[at], box), shape);
    found.push({ row: at - 1, box });
  }
  return found;
}
