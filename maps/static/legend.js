// Legends of the layers that are visible, and of no others.

import { bdi, h, s } from "./dom.js";
import { rampColor } from "./classes.js";
import { classText, isoDay, number } from "./text.js";
import { MEASURES, RATES } from "./tally.js";
import { ramp, typeColor } from "./theme.js";
import { WIDTH_KM } from "./density.js";
import { CLASSES, classWords, spotColor } from "./hotspots.js";
import { radius, sizesOf } from "./points.js";

export function measureText(view) {
  const name = MEASURES[view.measure];
  return view.rate === "total" ? name : `${name} ${RATES[view.rate].toLowerCase()}`;
}

// Which dates a change compares.
export function comparedText(model) {
  const windows = model.compared();
  if (!windows) return "The incidents do not go back far enough to compare these dates with those before.";
  const text = ([from, to]) => (from === to ? isoDay(from) : `${isoDay(from)} – ${isoDay(to)}`);
  return `${text(windows.now)} against ${text(windows.before)}`;
}

function swatch(fill, name) {
  return s("svg", { class: `swatch ${name ?? ""}`, width: 22, height: 14, "aria-hidden": "true", focusable: "false" },
    s("rect", { x: 0.5, y: 0.5, width: 21, height: 13, rx: 2, style: { fill } }));
}

// Classes of the choropleth: [colour, label, number of districts], zero first, "no data" last.
export function classRows(model) {
  return model.diverging ? changeRows(model) : levelRows(model);
}

// Classes of a change: from the greatest fall over none to the greatest rise.
function changeRows(model) {
  const { upper, values, whole } = model;
  const side = (direction, sign) => upper.map((bound, i) => ({
    fill: rampColor(ramp(model.page, direction), i, upper.length),
    label: `${sign < 0 ? "−" : "+"}${classText(i ? upper[i - 1] : null, bound, whole).replace("–", sign < 0 ? " to −" : " to +")}`,
    districts: values.filter((value, district) => value * sign > 0 && model.classOf(district) === i).length,
  }));
  return [
    ...side("down", -1).reverse(),
    { fill: "var(--zero)", label: "no change", districts: values.filter((value) => value === 0).length },
    ...side("up", 1),
    { fill: "url(#zila-no-data)", label: "no data", districts: values.filter((value) => value !== value).length, name: "none" },
  ];
}

function levelRows(model) {
  const { upper, values } = model;
  const found = new Array(upper.length).fill(0);
  let zero = 0;
  let missing = 0;
  values.forEach((_, district) => {
    const index = model.classOf(district);
    if (index >= 0) found[index] += 1;
    else if (index === -1) zero += 1;
    else missing += 1;
  });
  const rows = upper.map((bound, i) => ({
    fill: rampColor(ramp(model.page), i, upper.length),
    label: classText(i ? upper[i - 1] : null, bound, model.whole),
    districts: found[i],
  }));
  rows.unshift({ fill: "var(--zero)", label: "0", districts: zero });
  rows.push({ fill: "url(#zila-no-data)", label: "no data", districts: missing, name: "none" });
  return rows;
}

export function legend(app, box) {
  function districts() {
    const { model } = app;
    return h("section", { "data-legend": "districts" },
      h("h3", {}, measureText(model.view)),
      model.diverging ? h("p", {}, comparedText(model)) : null,
      model.page.level === "district" ? null : h("p", {}, `By ${model.page.words.one}.`),
      model.page.level === "tehsil" && model.beyond ? h("p", {}, `${number(model.beyond)} ${model.beyond === 1 ? "incident is" : "incidents are"} known only by district or province and ${model.beyond === 1 ? "counts" : "count"} in no tehsil.`) : null,
      model.view.measure === "expected" ? h("p", {}, "Each incident counts in every district in which it may lie, by its share there.") : null,
      h("ul", {}, classRows(model).map((row) => h("li", { class: row.districts ? "" : "unused" },
        swatch(row.fill, row.name), h("span", {}, row.label), h("small", { title: `${model.page.words.many} in this class` }, number(row.districts))))));
  }

  function points() {
    const { page } = app.model;
    const words = page.incidents.event_type.words;
    const seen = [...app.model.pinned].map((count, code) => [code, count]).filter((each) => each[1]);
    if (!seen.length) return null;
    const { most, factor } = app.layers.points;
    const sizes = sizesOf(most);
    const zoom = app.map.getZoom();
    let x = 0;
    const high = Math.max(...sizes.map((size) => radius(size, zoom, factor)));
    const circles = sizes.map((size) => {
      const r = radius(size, zoom, factor);
      x += r;
      const at = x;
      x += r + 12 + 6.5 * number(size).length;
      return [s("circle", { cx: at + 1, cy: high + 2, r, class: "size" }), s("text", { x: at + r + 4, y: high + 6, class: "size-text" }, number(size))];
    });
    return h("section", { "data-legend": "points" },
      h("h3", {}, "Incidents at a place"),
      h("ul", {}, seen.sort((a, b) => b[1] - a[1]).map(([code, count]) => h("li", {},
        h("span", { class: "dot", style: { background: typeColor(page, words[code]) }, "aria-hidden": "true" }),
        bdi(words[code] ?? "type not known"), h("small", {}, number(count))))),
      s("svg", { class: "sizes", width: x, height: 2 * high + 4, viewBox: `0 0 ${x} ${2 * high + 4}`, role: "img", "aria-label": `Size of a circle: killed, ${sizes.join(", ")}` }, circles),
      h("p", {}, "Size: killed. Number: incidents."));
  }

  function areas() {
    const { provinceOnly, districtOnly } = app.model;
    const inDistricts = districtOnly.reduce((a, b) => a + b, 0);
    const inProvinces = provinceOnly.byProvince.reduce((a, rows) => a + rows.length, 0);
    const elsewhere = provinceOnly.elsewhere;
    if (!inDistricts && !inProvinces && !elsewhere.length) return null;
    return h("section", { "data-legend": "areas" },
      h("h3", {}, "Known only by area"),
      h("ul", {},
        inDistricts ? h("li", {}, swatch("url(#zila-area)"), h("span", {}, "district only"), h("small", {}, number(inDistricts))) : null,
        inProvinces ? h("li", {}, swatch("none", "dashed"), h("span", {}, "province only"), h("small", {}, number(inProvinces))) : null,
        elsewhere.length ? h("li", {}, h("button", { type: "button", class: "link", on: { click: () => app.openRows(app.map.getCenter(), elsewhere, "Country or region only") } }, "country or region only"), h("small", {}, number(elsewhere.length))) : null));
  }

  function density() {
    const { limits, colors, most } = app.layers.density;
    return h("section", { "data-legend": "density" },
      h("h3", {}, `Incidents per 1,000 km², smoothed within ${WIDTH_KM} km`),
      limits.length
        ? h("ul", {}, limits.map((limit, i) => h("li", {}, swatch(colors[i]), h("span", {}, `${number(limit)} to ${number(limits[i + 1] ?? most)}`))))
        : h("p", {}, "No incident in view."),
      limits.length ? h("p", {}, `Below ${number(limits[0])} is left clear.`) : null);
  }

  function hotspots() {
    const { page } = app.model;
    const found = (name) => page.hotspots.class.filter((each) => each === name).length;
    const missing = page.hotspots.class.filter((each) => each === null).length;
    return h("section", { "data-legend": "hotspots" },
      h("h3", {}, "Hot and cold spots"),
      h("ul", {}, CLASSES.filter((name) => name.startsWith("not") || found(name)).map((name) => h("li", {}, swatch(spotColor(page, name)), h("span", {}, classWords(name)), h("small", {}, number(found(name))))),
        missing ? h("li", {}, swatch("url(#zila-no-data)", "none"), h("span", {}, "not tested"), h("small", {}, number(missing))) : null),
      h("p", {}, "Getis-Ord Gi*: a district and its neighbours together, against chance. Of all incidents; filters do not change it."));
  }

  const draw = { districts, hotspots, density, points, areas };
  return {
    update() {
      const parts = Object.keys(draw).filter((name) => app.isVisible(name) && !(name === "districts" && app.isVisible("hotspots"))).map((name) => draw[name]()).filter(Boolean);
      const open = box.querySelector("details")?.open ?? true;
      box.replaceChildren(h("details", { open }, h("summary", {}, "Legend"), parts.length ? parts : h("p", {}, "No layer is switched on.")));
    },
  };
}
