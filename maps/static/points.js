// Incidents at a place: one circle per place, as large as many were killed, its sectors the types.

import { CanvasLayer, PAD, mercator } from "./canvas.js";
import { NONE } from "./decode.js";
import { color, typeColor } from "./theme.js";

const LARGEST = 24;
const SMALLEST = 4.5;

// Pixels of radius per root of killed, so that the place with the most has the largest circle, or
// a smaller one where the most are few.
export function pixels(most) {
  return Math.min(2, (LARGEST - SMALLEST) / Math.sqrt(Math.max(1, most)));
}

// Radius in pixels for a number of killed: the circle's area grows with it.
export function radius(killed, zoom, factor) {
  const base = Math.min(LARGEST, SMALLEST + factor * Math.sqrt(Math.max(0, killed)));
  return base * Math.max(0.75, Math.min(1.25, 1 + (zoom - 7) * 0.08));
}

// Numbers of killed whose circles the legend shows.
export function sizesOf(most) {
  return most > 100
    ? [0, ...[0.2, 1].map((share) => Number((most * share).toPrecision(1)))]
    : [0, 1, 10, 50].filter((_, i, all) => i < 2 || all[i - 1] < most);
}

function sectors(context, x, y, r, fills, types, total) {
  let angle = -Math.PI / 2;
  types.forEach((count, type) => {
    if (!count) return;
    const next = angle + (2 * Math.PI * count) / total;
    context.beginPath();
    if (count < total) context.moveTo(x, y);
    context.arc(x, y, r, angle, next);
    context.closePath();
    context.fillStyle = fills[type];
    context.fill();
    angle = next;
  });
}

// Whether the numbers on two circles would touch.
function numbersMeet(a, b) {
  if (a.count < 2 || b.count < 2) return false;
  const wide = (count) => 7 + 3.6 * countText(count).length;
  return Math.abs(a.y - b.y) < 15 && Math.abs(a.x - b.x) < wide(a.count) + wide(b.count);
}

// Symbols that would lie mostly under a larger one join it, so that none hides another, and so do
// those whose numbers would touch. Marks come the largest first; what joins keeps its share of the
// types and its places. Joined circles are larger, and may meet again.
export function cluster(marks, zoom, factor) {
  let found = joined(marks.map((mark) => ({ ...mark, members: [mark] })), zoom, factor);
  for (let left = Infinity; found.length < left;) {
    left = found.length;
    found = joined(found, zoom, factor);
  }
  return found;
}

function joined(marks, zoom, factor) {
  const cell = 48;
  const grid = new Map();
  const clusters = [];
  for (const mark of marks) {
    const column = Math.floor(mark.x / cell);
    const line = Math.floor(mark.y / cell);
    const reach = size(mark, zoom, factor);
    let home = null;
    for (let i = -1; i <= 1 && !home; i += 1) {
      for (let j = -1; j <= 1 && !home; j += 1) {
        home = (grid.get((column + i) * 4194304 + line + j) ?? []).find((other) => Math.hypot(other.x - mark.x, other.y - mark.y) < other.reach + 0.4 * reach || numbersMeet(other, mark)) ?? null;
      }
    }
    if (home) {
      home.members = home.members.concat(mark.members);
      home.count += mark.count;
      home.killed += mark.killed;
      home.reach = size(home, zoom, factor);
      mark.types.forEach((count, type) => { home.types[type] += count; });
      continue;
    }
    const made = { ...mark, types: mark.types.slice(), reach };
    clusters.push(made);
    const key = column * 4194304 + line;
    if (grid.has(key)) grid.get(key).push(made);
    else grid.set(key, [made]);
  }
  return clusters;
}

function size(mark, zoom, factor) {
  // A circle with a number is large enough that the mix of types shows around the number.
  return Math.max(radius(mark.killed, zoom, factor), mark.count > 1 ? 7 + 2.6 * Math.max(2, countText(mark.count).length) : 0);
}

export function countText(count) {
  if (count < 1000) return String(count);
  return `${(count / 1000).toFixed(count < 9950 ? 1 : 0)}k`;
}

// Most places that are looked at one by one; more are first gathered into squares of the screen.
const MOST = 4000;
const SQUARE = 18;

export function pointLayer(app) {
  let px = new Float64Array(0);
  let py = px;
  let counts = new Int32Array(0);
  let killed = new Float64Array(0);
  let clusters = [];
  let gathered = "";
  let drawn = [];

  // What is visible at each place.
  function collect() {
    const { places, page, shown } = app.model;
    const { fatalities } = page.incidents;
    gathered = "";
    counts = new Int32Array(places.count);
    killed = new Float64Array(places.count);
    for (let place = 0; place < places.count; place += 1) {
      for (let i = places.start[place]; i < places.start[place + 1]; i += 1) {
        const row = places.rows[i];
        if (!shown[row]) continue;
        counts[place] += 1;
        if (fatalities[row] !== NONE) killed[place] += fatalities[row];
      }
    }
    layer.most = killed.reduce((a, b) => Math.max(a, b), 0);
    layer.factor = pixels(layer.most);
  }

  function addTypes(types, place) {
    const { places, page, shown } = app.model;
    const { words, codes } = page.incidents.event_type;
    for (let i = places.start[place]; i < places.start[place + 1]; i += 1) {
      const row = places.rows[i];
      if (shown[row]) types[codes[row] < 0 ? words.length : codes[row]] += 1;
    }
    return types;
  }

  // Symbols in and around a window of the world's pixels at a zoom.
  function gather(zoom, scale, [left, top, right, bottom]) {
    const key = [zoom, left, top, right, bottom].join();
    if (key === gathered) return;
    gathered = key;
    const kinds = app.model.page.incidents.event_type.words.length + 1;
    const inside = [];
    for (let place = 0; place < counts.length; place += 1) {
      if (!counts[place]) continue;
      const x = px[place] * scale;
      const y = py[place] * scale;
      if (x >= left && x <= right && y >= top && y <= bottom) inside.push(place);
    }
    let marks;
    if (inside.length <= MOST) {
      marks = inside.map((place) => ({ x: px[place] * scale, y: py[place] * scale, count: counts[place], killed: killed[place], types: addTypes(new Float64Array(kinds), place), places: [place] }));
    } else {
      const squares = new Map();
      const wide = Math.ceil(scale / SQUARE) + 1;
      for (const place of inside) {
        const at = Math.floor((py[place] * scale) / SQUARE) * wide + Math.floor((px[place] * scale) / SQUARE);
        let square = squares.get(at);
        if (!square) {
          square = { x: px[place] * scale, y: py[place] * scale, count: 0, killed: 0, types: new Float64Array(kinds), places: [] };
          squares.set(at, square);
        }
        square.count += counts[place];
        square.killed += killed[place];
        square.places.push(place);
        addTypes(square.types, place);
      }
      marks = [...squares.values()];
    }
    marks.sort((a, b) => b.killed - a.killed || b.count - a.count || a.places[0] - b.places[0]);
    clusters = cluster(marks, zoom, layer.factor);
  }

  // The window that a canvas of the map covers, widened to a raster, so that small moves reuse it.
  function windowOf(left, top, width, height) {
    const raster = 512;
    return [Math.floor(left / raster) * raster, Math.floor(top / raster) * raster, Math.ceil((left + width) / raster) * raster, Math.ceil((top + height) / raster) * raster];
  }

  function paint(context, { width, height, zoom, scale, dx, dy, pad }) {
    if (!app.model) return;
    const { page } = app.model;
    const halo = color("halo");
    const fills = [...page.incidents.event_type.words, undefined].map((name) => typeColor(page, name));
    gather(zoom, scale, windowOf(-dx, -dy, width, height));
    drawn = [];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = "650 11px system-ui, sans-serif";
    for (const mark of clusters) {
      const x = mark.x + dx;
      const y = mark.y + dy;
      if (x < -30 || y < -30 || x > width + 30 || y > height + 30) continue;
      const r = size(mark, zoom, layer.factor);
      sectors(context, x, y, r, fills, mark.types, mark.count);
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.lineWidth = 1.6;
      context.strokeStyle = halo;
      context.stroke();
      drawn.push([x - pad.x, y - pad.y, r, mark]);
    }
    // Numbers last, so that no neighbour covers one.
    for (const [left, top, , mark] of drawn) {
      const [x, y] = [left + pad.x, top + pad.y];
      if (mark.count > 1) {
        const text = countText(mark.count);
        const half = Math.max(7, context.measureText(text).width / 2 + 3.5);
        context.beginPath();
        context.arc(x - half + 7, y, 7, Math.PI / 2, 1.5 * Math.PI);
        context.arc(x + half - 7, y, 7, -Math.PI / 2, Math.PI / 2);
        context.fillStyle = "#ffffff";
        context.fill();
        context.fillStyle = "#1a1f26";
        context.fillText(text, x, y + 0.5);
      }
    }
  }

  const layer = new CanvasLayer({ pane: "points", paint });
  layer.most = 0; // killed at one place that is visible
  layer.factor = pixels(0);
  layer.fill = () => {
    const { places } = app.model;
    px = new Float64Array(places.count);
    py = new Float64Array(places.count);
    for (let p = 0; p < places.count; p += 1) {
      const [x, y] = mercator(places.latitude[p], places.longitude[p]);
      px[p] = x;
      py[p] = y;
    }
  };
  layer.update = () => {
    collect();
    layer.later();
  };
  // Places of the circle under a point of the map's container, if there is one.
  layer.at = (point, slack) => {
    if (!layer._map) return [];
    let best = null;
    let nearest = Infinity;
    for (const [x, y, r, mark] of drawn) {
      const distance = Math.hypot(point.x - x, point.y - y);
      if (distance <= r + slack && distance < nearest) {
        nearest = distance;
        best = mark;
      }
    }
    return best ? best.members.flatMap((member) => member.places) : [];
  };
  // Every place with visible incidents, in the unit square of Web Mercator.
  layer.visible = () => {
    const places = [];
    counts.forEach((count, place) => {
      if (count) places.push({ x: px[place], y: py[place], count });
    });
    return places;
  };
  // The circles, in pixels of the map's container.
  layer.circles = () => {
    const map = layer._map;
    if (!map) return [];
    const zoom = map.getZoom();
    const corner = map.project(map.containerPointToLatLng([0, 0]), zoom);
    const { x: wide, y: high } = map.getSize();
    gather(zoom, map.options.crs.scale(zoom), windowOf(corner.x - wide * PAD, corner.y - high * PAD, wide * (1 + 2 * PAD), high * (1 + 2 * PAD)));
    return clusters.map((mark) => ({ x: mark.x - corner.x, y: mark.y - corner.y, r: size(mark, zoom, layer.factor), count: mark.count, types: mark.types, places: mark.members.flatMap((member) => member.places) }));
  };
  layer.boxes = () => layer.circles().map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
  return layer;
}
