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

// Calls `mark(line, column)` for every point of a grid that lies in a shape of polygons: between
// each second pair of crossings of its line with the outlines. Latitudes go down, longitudes up.
export function raster(shape, lats, lngs, mark) {
  const crossings = lats.map(() => []);
  const first = lngs[0];
  const step = lngs[1] - first;
  const lineOf = (lat) => {
    let low = 0;
    let high = lats.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lats[middle] > lat) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (const rings of shape) {
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [[a, b], [c, d]] = ring[i][0] > ring[j][0] ? [ring[i], ring[j]] : [ring[j], ring[i]];
        if (a <= lats[lats.length - 1] || c > lats[0]) continue;
        for (let line = lineOf(a); line < lats.length && lats[line] >= c; line += 1) {
          if (lats[line] < a) crossings[line].push(b + ((d - b) * (a - lats[line])) / (a - c));
        }
      }
    }
  }
  crossings.forEach((some, line) => {
    some.sort((x, y) => x - y);
    for (let i = 0; i + 1 < some.length; i += 2) {
      const from = Math.max(0, Math.ceil((some[i] - first) / step));
      for (let column = from; column < lngs.length && lngs[column] <= some[i + 1]; column += 1) mark(line, column);
    }
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
  let last = "";
  let spots = [];

  const boundsOf = (shape) => L.latLngBounds(shape.flatMap(([ring]) => ring));

  group.fill = () => {
    const { base } = app.model.page;
    const renderer = app.renderer("base");
    land = shapes(base.shapes, base.scale).map((shape, i) => ({ shape, name: base.names[i], bounds: boundsOf(shape) }));
    // One path for all is drawn sooner than one each.
    group.addLayer(L.polygon(land.flatMap(({ shape }) => shape), { pane: "base", renderer, className: "land", interactive: false, smoothFactor: 0.8 }));
  };

  // Where the names of the countries in view go, in pixels of the map's container, with the room
  // that is there to both sides.
  group.names = () => {
    const { x: width, y: height } = app.map.getSize();
    const at = app.map.getCenter();
    const view = [width, height, at.lat, at.lng, app.map.getZoom(), app.model.page.level].join();
    if (view === last) return spots;
    last = view;
    const box = app.map.getBounds();
    const seen = land.filter(({ bounds }) => bounds.isValid() && box.intersects(bounds));
    const steps = (length) => Array.from({ length: Math.ceil(length / STEP) }, (_, i) => (i + 0.5) * STEP);
    const [ys, xs] = [steps(height), steps(width)];
    const lats = ys.map((y) => app.map.containerPointToLatLng([0, y]).lat);
    const lngs = xs.map((x) => app.map.containerPointToLatLng([x, 0]).lng);
    const grid = lats.map(() => lngs.map(() => -1));
    seen.forEach(({ shape }, number) => raster(shape, lats, lngs, (line, column) => { grid[line][column] = number; }));
    const ours = -2;
    for (const shape of app.model.page.levels.province.shapes) raster(shape, lats, lngs, (line, column) => { grid[line][column] = ours; });
    const legend = app.legendBox();
    ys.forEach((y, line) => xs.forEach((x, column) => { if (x < legend.right && y > legend.top) grid[line][column] = -3; }));
    spots = Array.from(middles(grid), ([number, [line, column, distance]]) => ({ text: seen[number].name.toUpperCase(), x: xs[column], y: ys[line], room: (distance + 0.5) * STEP })).filter(({ text }) => text);
    return spots;
  };
  return group;
}
