// The base without a network: land of the countries around the districts.

import { shapes } from "./decode.js";

export function baseLayer(app) {
  const group = L.layerGroup();
  group.fill = () => {
    const { base } = app.model.page;
    const renderer = app.renderer("base");
    for (const shape of shapes(base.shapes, base.scale)) {
      group.addLayer(L.polygon(shape, { pane: "base", renderer, className: "land", interactive: false, smoothFactor: 0.8 }));
    }
  };
  return group;
}
