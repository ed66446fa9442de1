// Reports that name only a district or a province: hatched and badged on the area, never pinned.

import { h } from "./dom.js";
import { within } from "./base.js";
import { AREA_HATCH } from "./districts.js";
import { plural } from "./text.js";

// Places to try for a badge, in pixels from the middle of its area, the nearest first.
const SHIFTS = [];
for (let x = -6; x <= 6; x += 1) for (let y = -6; y <= 6; y += 1) SHIFTS.push([14 * x, 12 * y]);
SHIFTS.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

// Where on its area a badge hides no circle and no other badge; null where there is no such spot,
// or, where the badge must be drawn, the nearest spot beside the area.
function freeSpot(app, latlng, shape, taken, must = false) {
  const { x, y } = app.map.latLngToContainerPoint(latlng);
  const box = ([dx, dy]) => [x + dx - 13, y + dy - 11, x + dx + 13, y + dy + 11];
  const free = (shift) => {
    const [a, b, c, d] = box(shift);
    return !taken.some((other) => a < other[2] && c > other[0] && b < other[3] && d > other[1]);
  };
  const at = ([dx, dy]) => app.map.containerPointToLatLng([x + dx, y + dy]);
  const shift = SHIFTS.find((each) => free(each) && within(shape, at(each))) ?? (must ? SHIFTS.find(free) ?? [0, 0] : null);
  if (!shift) return null;
  taken.push(box(shift));
  return at(shift);
}

function boundsOf(shape) {
  return L.latLngBounds(shape.flatMap(([ring]) => ring));
}

function badgeText(count) {
  return count > 999 ? "999+" : String(count);
}

function badge(app, latlng, count, rows, label, province) {
  const icon = L.divIcon({
    html: h("span", {}, badgeText(count)),
    className: province ? "badge badge-province" : "badge",
    iconSize: province ? [26, 20] : [22, 18],
  });
  const marker = L.marker(latlng, { icon, pane: "badges", title: label, riseOnHover: true, bubblingMouseEvents: false });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", label));
  marker.on("click", () => app.openRows(latlng, rows(), label));
  return marker;
}

export function areaLayer(app) {
  const group = L.layerGroup();
  let taken = [];
  group.update = () => {
    group.clearLayers();
    const { page, districtOnly, provinceOnly } = app.model;
    const { district: units, province: provinces } = page.levels;
    taken = [];
    const covered = [...app.layers.points.boxes(), ...app.covered()];
    districtOnly.forEach((count, district) => {
      if (!count) return;
      const rows = () => app.model.rowsIn(district, ["area"], "district");
      const [lng, lat] = units.labels[district];
      group.addLayer(L.polygon(units.shapes[district], { pane: "areas", renderer: app.renderer("areas"), stroke: false, fillColor: AREA_HATCH, fillOpacity: 1, interactive: false, smoothFactor: 0.7 }));
      // Where there is no room the hatching has to do; a badge would hide circles or neighbours.
      const bounds = boundsOf(units.shapes[district]);
      const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => app.map.latLngToLayerPoint(corner));
      if (Math.min(corners[1].x - corners[0].x, corners[1].y - corners[0].y) < 34) return;
      const spot = freeSpot(app, [lat, lng], units.shapes[district], covered);
      if (!spot) return;
      taken.push({ spot, count, province: false });
      group.addLayer(badge(app, spot, count, rows, `${units.table.name[district]}: ${plural(count, "report names", "reports name")} only the district`, false));
    });
    provinceOnly.byProvince.forEach((rows, province) => {
      if (!rows.length) return;
      const [lng, lat] = provinces.labels[province];
      const spot = freeSpot(app, [lat, lng], provinces.shapes[province], covered, true);
      taken.push({ spot, count: rows.length, province: true });
      // What stands beside its area is tied to it.
      if (!within(provinces.shapes[province], spot)) group.addLayer(L.polyline([[lat, lng], spot], { pane: "provinces", renderer: app.renderer("provinces"), className: "tie", interactive: false }));
      group.addLayer(L.polygon(provinces.shapes[province], { pane: "areas", renderer: app.renderer("areas"), fill: false, className: "province-only", interactive: false, smoothFactor: 0.7 }));
      group.addLayer(badge(app, spot, rows.length, () => rows, `${page.provinceNames[province]}: ${plural(rows.length, "report names", "reports name")} only the province`, true));
    });
  };
  // The badges, and what they cover, in pixels of the map's container.
  group.badges = () => (app.map.hasLayer(group) ? taken.map(({ spot, count, province }) => {
    const { x, y } = app.map.latLngToContainerPoint(spot);
    return { x, y, text: badgeText(count), province };
  }) : []);
  group.boxes = () => group.badges().map(({ x, y }) => [x - 13, y - 11, x + 13, y + 11]);
  group.fill = () => {};
  return group;
}
