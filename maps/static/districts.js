// The choropleth: districts filled by class, with "zero" and "no data" of their own.

import { rampColor } from "./classes.js";
import { color, ramp } from "./theme.js";
import { s } from "./dom.js";

export const NO_DATA = "url(#zila-no-data)";
export const AREA_HATCH = "url(#zila-area)";

// Patterns that polygons and legend share.
export function patterns() {
  const hatch = (id, name, turn, apart) =>
    s("pattern", { id, width: apart, height: apart, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
      s("line", { class: name, x1: 0, y1: 0, x2: 0, y2: apart }));
  return s("svg", { class: "patterns", width: 0, height: 0, "aria-hidden": "true", focusable: "false" },
    s("defs", {},
      hatch("zila-no-data", "hatch-no-data", 45, 6),
      hatch("zila-area", "hatch-area", -45, 8)));
}

export function fillOf(model, district) {
  const index = model.classOf(district);
  if (index === -2) return NO_DATA;
  if (index === -1) return color("zero");
  const direction = model.diverging ? (model.values[district] < 0 ? "down" : "up") : null;
  return rampColor(ramp(model.page, direction), index, model.upper.length);
}

export function districtLayer(app) {
  const group = L.featureGroup();
  let polygons = [];
  const tooltip = L.tooltip({ sticky: true, direction: "top", offset: [0, -8], className: "hint" });

  const style = (district) => ({
    fillColor: fillOf(app.model, district),
    fillOpacity: 1,
    color: color(app.model.district === district ? "focus" : "border"),
    weight: app.model.district === district ? 3 : 0.8,
    opacity: 1,
  });

  group.fill = () => {
    const { page } = app.model;
    group.clearLayers();
    polygons = page.shapes.map((shape, district) => {
      const polygon = L.polygon(shape, { ...style(district), pane: "districts", renderer: app.renderer("districts"), smoothFactor: 0.7, className: "district", bubblingMouseEvents: false });
      polygon.on("click", (event) => app.click(event, district));
      polygon.on("mouseover", () => {
        tooltip.setContent(app.cards.hint(district));
        polygon.bindTooltip(tooltip).openTooltip();
      });
      polygon.on("mouseout", () => polygon.unbindTooltip());
      return group.addLayer(polygon) && polygon;
    });
    if (page.level !== "tehsil") return;
    for (const shape of page.levels.district.shapes) {
      group.addLayer(L.polygon(shape, { pane: "provinces", renderer: app.renderer("provinces"), fill: false, className: "district-line", interactive: false, smoothFactor: 0.7 }));
    }
  };
  group.update = () => {
    polygons.forEach((polygon, district) => {
      const wanted = style(district);
      const { fillColor, color: edge, weight } = polygon.options;
      if (wanted.fillColor !== fillColor || wanted.color !== edge || wanted.weight !== weight) polygon.setStyle(wanted);
    });
    if (app.model.district !== null) polygons[app.model.district].bringToFront();
  };
  group.polygon = (district) => polygons[district];
  return group;
}
