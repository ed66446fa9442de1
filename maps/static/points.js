// Incidents at a place: one circle per place, as large as many were killed, its sectors the types.

import { CanvasLayer, mercator } from "./canvas.js";
import { NONE } from "./decode.js";
import { color, typeColor } from "./theme.js";

// Radius in pixels for a number of killed.
export function radius(killed, zoom) {
  const size = Math.min(24, 4.5 + 2 * Math.sqrt(Math.max(0, killed)));
  return size * Math.max(0.75, Math.min(1.25, 1 + (zoom - 7) * 0.08));
}

function sectors(context, x, y, r, shares, total) {
  let angle = -Math.PI / 2;
  for (const [fill, count] of shares) {
    const next = angle + (2 * Math.PI * count) / total;
    context.beginPath();
    if (count < total) context.moveTo(x, y);
    context.arc(x, y, r, angle, next);
    context.closePath();
    context.fillStyle = fill;
    context.fill();
    angle = next;
  }
}

// Symbols whose middle falls inside a larger one join it, so that none hides another. Marks come
// the largest first; what joins keeps its share of the types and the list of its places.
export function cluster(marks, px, py, scale, zoom) {
  const cell = 32;
  const grid = new Map();
  const clusters = [];
  for (const mark of marks) {
    const x = px[mark.place] * scale;
    const y = py[mark.place] * scale;
    const column = Math.floor(x / cell);
    const line = Math.floor(y / cell);
    let home = null;
    for (let i = -1; i <= 1 && !home; i += 1) {
      for (let j = -1; j <= 1 && !home; j += 1) {
        home = (grid.get((column + i) * 4194304 + line + j) ?? []).find((other) => Math.hypot(other.x - x, other.y - y) < other.reach) ?? null;
      }
    }
    if (home) {
      home.places.push(mark.place);
      home.count += mark.count;
      home.killed += mark.killed;
      for (const [code, count] of mark.byType) home.byType.set(code, (home.byType.get(code) ?? 0) + count);
      continue;
    }
    const made = { x, y, reach: size(mark, zoom), places: [mark.place], count: mark.count, killed: mark.killed, byType: new Map(mark.byType) };
    clusters.push(made);
    const key = column * 4194304 + line;
    if (grid.has(key)) grid.get(key).push(made);
    else grid.set(key, [made]);
  }
  return clusters;
}

function size(mark, zoom) {
  return Math.max(radius(mark.killed, zoom), mark.count > 1 ? 11.5 : 0);
}

export function pointLayer(app) {
  let px = new Float64Array(0);
  let py = px;
  let marks = [];
  let clusters = [];
  let clusteredAt = null;
  let drawn = [];

  // What is visible at each place, the largest first.
  function collect() {
    const { places, page, shown } = app.model;
    const { event_type: types, fatalities } = page.incidents;
    marks = [];
    clusteredAt = null;
    for (let place = 0; place < places.count; place += 1) {
      let count = 0;
      let killed = 0;
      const byType = new Map();
      for (let i = places.start[place]; i < places.start[place + 1]; i += 1) {
        const row = places.rows[i];
        if (!shown[row]) continue;
        count += 1;
        if (fatalities[row] !== NONE) killed += fatalities[row];
        byType.set(types.codes[row], (byType.get(types.codes[row]) ?? 0) + 1);
      }
      if (count) marks.push({ place, count, killed, byType });
    }
    marks.sort((a, b) => b.killed - a.killed || b.count - a.count || a.place - b.place);
  }

  function gather(zoom, scale) {
    if (clusteredAt === zoom) return;
    clusters = cluster(marks, px, py, scale, zoom);
    clusteredAt = zoom;
  }

  function paint(context, { width, height, zoom, scale, dx, dy, pad }) {
    if (!app.model) return;
    const { page } = app.model;
    const halo = color("halo");
    const words = page.incidents.event_type.words;
    const colors = new Map();
    const fill = (code) => {
      if (!colors.has(code)) colors.set(code, typeColor(page, words[code]));
      return colors.get(code);
    };
    gather(zoom, scale);
    drawn = [];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = "650 11px system-ui, sans-serif";
    for (const mark of clusters) {
      const x = mark.x + dx;
      const y = mark.y + dy;
      if (x < -30 || y < -30 || x > width + 30 || y > height + 30) continue;
      const r = size(mark, zoom);
      sectors(context, x, y, r, [...mark.byType].map(([code, n]) => [fill(code), n]), mark.count);
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.lineWidth = 1.6;
      context.strokeStyle = halo;
      context.stroke();
      if (mark.count > 1) {
        const text = mark.count > 999 ? `${Math.round(mark.count / 1000)}k` : String(mark.count);
        const half = Math.max(7, context.measureText(text).width / 2 + 3.5);
        context.beginPath();
        context.roundRect(x - half, y - 7, 2 * half, 14, 7);
        context.fillStyle = "#ffffff";
        context.fill();
        context.fillStyle = "#1a1f26";
        context.fillText(text, x, y + 0.5);
      }
      drawn.push([x - pad.x, y - pad.y, r, mark]);
    }
  }

  const layer = new CanvasLayer({ pane: "points", paint });
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
    return best ? best.places : [];
  };
  layer.visible = () => marks;
  // What the circles cover, in pixels of the map's container.
  layer.boxes = () => {
    const map = layer._map;
    if (!map) return [];
    const zoom = map.getZoom();
    gather(zoom, map.options.crs.scale(zoom));
    const corner = map.project(map.containerPointToLatLng([0, 0]), zoom);
    return clusters.map((mark) => {
      const [x, y, r] = [mark.x - corner.x, mark.y - corner.y, size(mark, zoom)];
      return [x - r, y - r, x + r, y + r];
    });
  };
  return layer;
}
