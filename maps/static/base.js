// The base without a network: land of the countries around the districts, and where their names go.

import { shapes } from "./decode.js";

const STEP = 36; // pixels between the points that are looked at for room

// Whether a point lies in a shape of polygons, holes left out of account.
export function within(shape, { lat, lng }) {
  return shape.some(([ring]) => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[a, b], [c, d]] = [ring[i], ring[j]];
      if (a > lat !== c > lat && lng < ((d - b) * (lat - a)) / (c - a) + b) inside = !inside;
    }
    return inside;
  });
}

// The cell of each number that lies farthest from cells of other numbers and from the edge of the
// grid: Map of number to [line, column, distance in cells].
export function middles(grid) {
  const far = grid.map((row) => row.map(() => 0));
  const same = (line, column, number) => grid[line]?.[column] === number;
  let left = true;
  for (let distance = 1; left; distance += 1) {
    left = false;
    const before = far.map((row) => row.slice());
    grid.forEach((row, line) => row.forEach((number, column) => {
      if (before[line][column] !== distance - 1) return;
      const around = [[line - 1, column], [line + 1, column], [line, column - 1], [line, column + 1]];
      if (around.every(([i, j]) => same(i, j, number) && before[i][j] >= distance - 1)) {
        far[line][column] = distance;
        left = true;
      }
    }));
  }
  const best = new Map();
  grid.forEach((row, line) => row.forEach((number, column) => {
    if (number >= 0 && far[line][column] > (best.get(number)?.[2] ?? -1)) best.set(number, [line, column, far[line][column]]);
  }));
  return best;
}

export function baseLayer(app) {
  const group = L.layerGroup();
  let land = [];
  let bounds = []; // of the provinces

  const boundsOf = (shape) => L.latLngBounds(shape.flatMap(([ring]) => ring));
  group.fill = () => {
    const { base } = app.model.page;
    const renderer = app.renderer("base");
    land = shapes(base.shapes, base.scale).map((shape, i) => ({ shape, name: base.names[i], bounds: boundsOf(shape) }));
    bounds = app.model.page.levels.province.shapes.map(boundsOf);
    for (const { shape } of land) {
      group.addLayer(L.polygon(shape, { pane: "base", renderer, className: "land", interactive: false, smoothFactor: 0.8 }));
    }
  };

  // Where the names of the countries in view go, in pixels of the map's container, with the room
  // that is there to both sides.
  group.names = () => {
    const { x: width, y: height } = app.map.getSize();
    const view = app.map.getBounds();
    const seen = land.filter((country) => country.name && country.bounds.isValid() && view.intersects(country.bounds));
    const legend = app.legendBox();
    const ours = app.model.page.levels.province.shapes.map((shape, i) => ({ shape, bounds: bounds[i] }));
    const isOurs = (at) => ours.some((each) => each.bounds.contains(at) && within(each.shape, at));
    const grid = [];
    for (let y = STEP / 2; y < height; y += STEP) {
      grid.push(Array.from({ length: Math.ceil(width / STEP) }, (_, column) => {
        const x = (column + 0.5) * STEP;
        if (x < legend.right && y > legend.top) return -2;
        const at = app.map.containerPointToLatLng([x, y]);
        const found = seen.findIndex((country) => country.bounds.contains(at) && within(country.shape, at));
        return found >= 0 && isOurs(at) ? -3 : found;
      }));
    }
    return Array.from(middles(grid), ([at, [line, column, distance]]) => ({ text: seen[at].name.toUpperCase(), x: (column + 0.5) * STEP, y: (line + 0.5) * STEP, room: (distance + 0.5) * STEP }));
  };
  return group;
}
