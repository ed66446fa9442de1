// Incidents of one circle spread out in rings around it, each to be chosen by itself.

import { typeColor } from "./theme.js";
import { dateText } from "./text.js";

export const FROM_ZOOM = 10;
export const MOST = 30;
const SIZE = 9;

// Pixels from the middle for a number of circles: rings of as many as fit, the first one `inner` away.
export function ring(count, inner) {
  const spots = [];
  for (let reach = inner; spots.length < count; reach += 2 * SIZE + 8) {
    const fit = Math.min(count - spots.length, Math.floor((2 * Math.PI * reach) / (2 * SIZE + 5)));
    for (let i = 0; i < fit; i += 1) {
      const angle = (2 * Math.PI * i) / fit - Math.PI / 2;
      spots.push([reach * Math.cos(angle), reach * Math.sin(angle)]);
    }
  }
  return spots;
}

export function rings(app) {
  const group = L.layerGroup().addTo(app.map);
  return {
    clear: () => group.clearLayers(),
    // Draws the ring and gives its reach in pixels; 0 where the list alone has to do.
    open(latlng, rows) {
      group.clearLayers();
      if (rows.length < 2 || rows.length > MOST || app.map.getZoom() < FROM_ZOOM) return 0;
      const { page } = app.model;
      const middle = app.map.latLngToLayerPoint(latlng);
      const renderer = app.renderer("ring");
      const spots = ring(rows.length, 46);
      const at = spots.map(([x, y]) => app.map.layerPointToLatLng(middle.add([x, y])));
      // Dark lines on light ones, to be seen on any colour of the districts.
      for (const className of ["leader leader-halo", "leader"]) {
        for (const end of at) group.addLayer(L.polyline([latlng, end], { pane: "ring", renderer, interactive: false, className }));
      }
      rows.forEach((row, i) => {
        const { event_type: types, day, time_precision: precision } = page.incidents;
        const circle = L.circleMarker(at[i], { pane: "ring", renderer, radius: SIZE, className: "ring-circle", weight: 1.6, fillOpacity: 1, fillColor: typeColor(page, types.at(row)), bubblingMouseEvents: false });
        const hint = document.createElement("span");
        hint.dir = "auto";
        hint.textContent = `${types.at(row) || "type not known"}, ${dateText(day[row], precision[row])}`;
        circle.bindTooltip(hint, { direction: "top", className: "hint" });
        circle.on("click", () => app.openIncident(latlng, row));
        group.addLayer(circle);
      });
      return Math.max(...spots.map(([, y]) => Math.abs(y))) + SIZE;
    },
  };
}
