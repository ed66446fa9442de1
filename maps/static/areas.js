// Reports that name only a district or a province: hatched and badged on the area, never pinned.

import { h } from "./dom.js";
import { AREA_HATCH } from "./districts.js";
import { plural } from "./text.js";

function badge(app, latlng, rows, label, province) {
  const icon = L.divIcon({
    html: h("span", {}, rows.length > 999 ? "999+" : rows.length),
    className: province ? "badge badge-province" : "badge",
    iconSize: [26, 22],
  });
  const marker = L.marker(latlng, { icon, pane: "badges", title: label, riseOnHover: true, bubblingMouseEvents: false });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", label));
  marker.on("click", () => app.openRows(latlng, rows, label));
  return marker;
}

export function areaLayer(app) {
  const group = L.layerGroup();
  group.update = () => {
    group.clearLayers();
    const { page, tally, provinceOnly } = app.model;
    tally.areaOnly.forEach((count, district) => {
      if (!count) return;
      const rows = app.model.rowsIn(district).filter((row) => page.incidents.status.at(row) === "area");
      const [lng, lat] = page.labels[district];
      group.addLayer(L.polygon(page.shapes[district], { pane: "areas", renderer: app.renderer("areas"), stroke: false, fillColor: AREA_HATCH, fillOpacity: 1, interactive: false, smoothFactor: 0.7 }));
      group.addLayer(badge(app, [lat, lng], rows, `${page.districts.name[district]}: ${plural(count, "report names", "reports name")} only the district`, false));
    });
    provinceOnly.byProvince.forEach((rows, province) => {
      if (!rows.length) return;
      const [lng, lat] = page.provinceLabels[province];
      group.addLayer(L.polygon(page.provinceShapes[province], { pane: "areas", renderer: app.renderer("areas"), fill: false, className: "province-only", interactive: false, smoothFactor: 0.7 }));
      group.addLayer(badge(app, [lat, lng], rows, `${page.provinceNames[province]}: ${plural(rows.length, "report names", "reports name")} only the province`, true));
    });
  };
  group.fill = () => {};
  return group;
}
