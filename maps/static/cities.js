// Main cities as a light base: small dots with names, where nothing of the data stands.

import { CanvasLayer, mercator } from "./canvas.js";
import { color } from "./theme.js";

// Fewest people of a city that is named at a zoom.
export function fewest(zoom) {
  return 2000000 / 2 ** (zoom - 4);
}

function touches([a, b, c, d], other) {
  return a < other[2] && c > other[0] && b < other[3] && d > other[1];
}

export function cityLayer(app) {
  let cities = [];
  let placed = [];

  function paint(context, { width, height, zoom, scale, dx, dy, pad }) {
    placed = [];
    if (!cities.length) return;
    const { labels, points, areas } = app.layers;
    const names = app.isVisible("labels") ? labels.placed() : [];
    const taken = [...(app.isVisible("points") ? points.boxes() : []), ...areas.boxes(), ...app.covered(), ...names.map(({ box }) => box)]
      .map(([a, b, c, d]) => [a + pad.x, b + pad.y, c + pad.x, d + pad.y]);
    const free = (box) => !taken.some((other) => touches(box, other));
    const written = new Set(names.map(({ text }) => text));
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    for (const { text, people, ...at } of cities) {
      if (people < fewest(zoom)) break;
      const x = at.x * scale + dx;
      const y = at.y * scale + dy;
      const dot = [x - 4, y - 4, x + 4, y + 4];
      if (x < 0 || y < 0 || x > width || y > height || !free(dot)) continue;
      const wide = context.measureText(text).width;
      const spots = [[x + 6, y], [x - 6 - wide, y], [x - wide / 2, y - 11], [x - wide / 2, y + 11]];
      const spot = written.has(text) ? null : spots.find(([left, middle]) => free([left - 2, middle - 7, left + wide + 2, middle + 7]));
      // A dot without its name tells nothing; a district of the name stands for its city.
      if (!spot) continue;
      taken.push(dot);
      context.beginPath();
      context.arc(x, y, 2.6, 0, 2 * Math.PI);
      context.fillStyle = color("card");
      context.fill();
      context.lineWidth = 1.2;
      context.strokeStyle = color("label");
      context.stroke();
      taken.push([spot[0] - 2, spot[1] - 7, spot[0] + wide + 2, spot[1] + 7]);
      context.lineWidth = 3;
      context.strokeStyle = color("label-halo");
      context.strokeText(text, ...spot);
      context.fillStyle = color("city");
      context.fillText(text, ...spot);
      placed.push({ x: x - pad.x, y: y - pad.y, text, left: spot[0] - pad.x, middle: spot[1] - pad.y });
    }
  }

  const layer = new CanvasLayer({ pane: "labels", paint });
  layer.fill = () => {
    cities = app.model.page.cities.map(([text, latitude, longitude, people]) => {
      const [x, y] = mercator(latitude, longitude);
      return { x, y, text, people };
    });
  };
  layer.update = () => layer.later();
  // Dots and the names that found a free spot, in pixels of the map's container.
  layer.placed = () => placed;
  return layer;
}
