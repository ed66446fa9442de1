// Density of incidents: a kernel of fixed width on the ground, so that it means the same at any zoom.

import { CanvasLayer } from "./canvas.js";
import { ramp } from "./theme.js";

export const WIDTH_KM = 25;
const CELL = 2;
const EARTH_KM = 40075.017;

// Sum of quartic kernels 3 / (pi h^2) (1 - d^2 / h^2)^2 on a grid of cells: incidents per km^2 at the
// middle of each cell. Points are {x, y, count} in cells; `reach` is h in cells, `km` a cell's side.
export function kernel(points, columns, lines, reach, km) {
  const grid = new Float64Array(columns * lines);
  const peak = 3 / (Math.PI * (reach * km) ** 2);
  for (const { x, y, count } of points) {
    const [top, bottom] = [Math.max(0, Math.ceil(y - reach - 0.5)), Math.min(lines - 1, Math.floor(y + reach - 0.5))];
    const [left, right] = [Math.max(0, Math.ceil(x - reach - 0.5)), Math.min(columns - 1, Math.floor(x + reach - 0.5))];
    for (let line = top; line <= bottom; line += 1) {
      for (let column = left; column <= right; column += 1) {
        const share = 1 - ((column + 0.5 - x) ** 2 + (line + 0.5 - y) ** 2) / reach ** 2;
        if (share > 0) grid[line * columns + column] += count * peak * share * share;
      }
    }
  }
  return grid;
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

export function densityLayer(app) {
  function paint(context, { width, height, scale, dx, dy }) {
    layer.limits = [];
    if (!app.model) return;
    // Web Mercator stretches with latitude; over one view the middle's stretch stands for all.
    const stretch = Math.cos((app.map.getCenter().lat * Math.PI) / 180);
    const km = ((EARTH_KM * stretch) / scale) * CELL;
    const reach = Math.max(1.5, WIDTH_KM / km);
    const columns = Math.ceil(width / CELL);
    const lines = Math.ceil(height / CELL);
    const points = app.layers.points.visible().map(({ x, y, count }) => ({ x: (x * scale + dx) / CELL, y: (y * scale + dy) / CELL, count }))
      .filter(({ x, y }) => x > -reach && y > -reach && x < columns + reach && y < lines + reach);
    const grid = kernel(points, columns, lines, reach, km);
    const most = grid.reduce((a, b) => Math.max(a, b), 0);
    if (!most) return;
    // Densities spread over orders of magnitude, so that every class begins at a third of the next.
    layer.colors = ramp(app.model.page, "up");
    layer.limits = layer.colors.map((_, i) => Number((1000 * most * 3 ** (i - layer.colors.length)).toPrecision(2)));
    layer.most = most * 1000;
    const fills = layer.colors.map((hex) => [...rgb(hex), 215]);
    const image = new ImageData(columns, lines);
    grid.forEach((value, i) => {
      const step = layer.limits.findLastIndex((limit) => value * 1000 >= limit);
      if (step >= 0) image.data.set(fills[step], 4 * i);
    });
    const small = document.createElement("canvas");
    small.width = columns;
    small.height = lines;
    small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, columns * CELL, lines * CELL);
    app.legend?.update();
  }

  const layer = new CanvasLayer({ pane: "density", paint });
  layer.limits = []; // where each class begins, in incidents per 1,000 km²
  layer.colors = [];
  layer.fill = () => {};
  layer.update = () => layer.later();
  return layer;
}
