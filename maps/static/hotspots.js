// Hot and cold spots: classes that were computed before, for all incidents; filters do not act on them.

import { NO_DATA } from "./districts.js";

export const CLASSES = ["hot 99", "hot 95", "hot 90", "not significant", "cold 90", "cold 95", "cold 99"];

const WORDS = { hot: "More than chance", cold: "Fewer than chance", not: "Not significant" };

// A class in words: "More than chance (95 %)".
export function classWords(name) {
  const [kind, level] = name.split(" ");
  return kind === "not" ? WORDS.not : `${WORDS[kind]} (${level} %)`;
}

export function spotColor(page, name) {
  return page.ramps.hotspots[name] ?? "var(--zero)";
}

export function hotspotLayer(app) {
  const group = L.layerGroup();
  group.fill = () => {
    const { page } = app.model;
    page.levels.district.shapes.forEach((shape, district) => {
      const found = page.hotspots.class[district];
      group.addLayer(L.polygon(shape, {
        pane: "hotspots", renderer: app.renderer("hotspots"), interactive: false, smoothFactor: 0.7, className: "spot",
        weight: 0.8, fillOpacity: 1, fillColor: found === null ? NO_DATA : spotColor(page, found),
      }));
    });
  };
  return group;
}
