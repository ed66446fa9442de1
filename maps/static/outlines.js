// Province borders and the names on top of the map.

import { CanvasLayer, mercator } from "./canvas.js";
import { color } from "./theme.js";

export function provinceLayer(app) {
  const group = L.layerGroup();
  group.fill = () => {
    for (const shape of app.model.page.levels.province.shapes) {
      group.addLayer(L.polygon(shape, { pane: "provinces", renderer: app.renderer("provinces"), fill: false, className: "province", interactive: false, smoothFactor: 0.7 }));
    }
  };
  return group;
}

const URDU = "14px 'Zila Naskh', Tahoma, sans-serif";

// The name of a country, at a place of the map's container.
function aside(scale, dx, dy) {
  return ({ x, y, text, room }) => ({ x: (x - dx) / scale, y: (y - dy) / scale, text, room, font: "500 11px system-ui, sans-serif", from: 0, until: 9, urdu: "", urduFrom: 99 });
}

export function labelLayer(app) {
  let labels = [];
  let placed = [];

  function paint(context, { width, height, zoom, scale, dx, dy, pad }) {
    if (!labels.length) return;
    placed = [];
    // The names of the countries around come last, where there is room for them.
    const names = [...labels, ...(app.isVisible("base") ? app.layers.base.names().map(aside(scale, dx - pad.x, dy - pad.y)) : [])];
    const taken = [...app.layers.points.boxes(), ...app.layers.areas.boxes(), ...app.covered()].map(([a, b, c, d]) => [a + pad.x, b + pad.y, c + pad.x, d + pad.y]);
    const ink = color("label");
    const soft = color("city");
    const halo = color("label-halo");
    const free = (box) => !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    for (const label of names) {
      if (zoom < label.from || zoom > label.until) continue;
      const x = label.x * scale + dx;
      let y = label.y * scale + dy;
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const lines = [[label.text, label.font]];
      if (label.urdu && zoom >= label.urduFrom) lines.push([label.urdu, URDU]);
      let wide = 0;
      for (const [text, font] of lines) {
        context.font = font;
        wide = Math.max(wide, context.measureText(text).width);
      }
      // The name of a country goes into the country.
      if (label.room && 2 * label.room < wide) continue;
      const high = 15 * lines.length;
      const around = (down) => [x - wide / 2 - 3, y + down - high / 2, x + wide / 2 + 3, y + down + high / 2];
      const shift = (label.room ? [0] : [0, 14, -14, 24, -24, 34, -34]).find((down) => free(around(down)));
      if (shift === undefined) continue;
      y += shift;
      taken.push(around(0));
      placed.push({ x: x - pad.x, y: y - pad.y, text: label.text, size: 12, soft: Boolean(label.room), box: [x - pad.x - wide / 2 - 3, y - pad.y - high / 2, x - pad.x + wide / 2 + 3, y - pad.y + high / 2], weight: label.font.startsWith("600") ? 600 : 400 });
      y -= (lines.length - 1) * 7.5;
      for (const [text, font] of lines) {
        context.font = font;
        context.strokeStyle = halo;
        context.strokeText(text, x, y);
        context.fillStyle = label.room ? soft : ink;
        context.fillText(text, x, y);
        y += 16;
      }
    }
  }

  const layer = new CanvasLayer({ pane: "labels", paint });
  layer.fill = () => {
    const { page } = app.model;
    const place = ([lng, lat]) => {
      const [x, y] = mercator(lat, lng);
      return { x, y };
    };
    const provinces = page.provinceNames.map((text, i) => ({
      ...place(page.levels.province.labels[i]), text: text.toUpperCase(), font: "600 12px system-ui, sans-serif", from: 0, until: page.level === "province" ? 30 : 6.9,
      urdu: page.levels.province.table.name_ur[i], urduFrom: page.level === "province" ? 5 : 99,
    }));
    if (page.level === "province") {
      labels = provinces;
      return;
    }
    // Names of tehsils stand where there is room for them, those of their districts before that.
    const fine = page.level === "tehsil";
    const parents = fine ? page.levels.district.table.name.map((text, i) => ({
      ...place(page.levels.district.labels[i]), text, font: "600 12px system-ui, sans-serif", from: 6, until: 7.9, urdu: "", urduFrom: 99,
    })) : [];
    const order = page.districts.name.map((_, i) => i).sort((a, b) => (page.districts.area_km2[b] ?? 0) - (page.districts.area_km2[a] ?? 0));
    const districts = order.map((i) => ({
      ...place(page.labels[i]), text: page.districts.name[i], font: "12px system-ui, sans-serif", from: fine ? 8 : 6, until: 30, urdu: page.districts.name_ur[i], urduFrom: fine ? 9.5 : 8,
    }));
    labels = [...provinces, ...parents, ...districts];
  };
  layer.update = () => layer.later();
  // A canvas does not wait for its font.
  document.fonts.load(URDU, "ک").then(() => layer.later(), () => {});
  // The names that found a free spot, in pixels of the map's container.
  layer.placed = () => placed;
  return layer;
}
