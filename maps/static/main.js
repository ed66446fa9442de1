// Wires the page together: the map, its layers, the panel and the URL.

import { h } from "./dom.js";
import { NONE, read } from "./decode.js";
import { Model } from "./model.js";
import { patterns, districtLayer } from "./districts.js";
import { areaLayer } from "./areas.js";
import { baseLayer } from "./base.js";
import { pointLayer } from "./points.js";
import { densityLayer } from "./density.js";
import { hotspotLayer } from "./hotspots.js";
import { labelLayer, provinceLayer } from "./outlines.js";
import { cards } from "./cards.js";
import { cityLayer } from "./cities.js";
import { controls } from "./controls.js";
import { circleKeys } from "./keys.js";
import { legend, measureText } from "./legend.js";
import { rings } from "./ring.js";
import { searchbox } from "./searchbox.js";
import { table } from "./table.js";
import { fromHash, toHash } from "./hash.js";
import { SCHEMES } from "./classes.js";
import { RATES, measuresOf } from "./tally.js";
import { STEPS } from "./steps.js";
import { plural } from "./text.js";
import { onThemeChange } from "./theme.js";

const PANES = { base: 390, districts: 400, areas: 410, hotspots: 405, density: 415, provinces: 420, doubt: 430, labels: 440, points: 450, ring: 455, badges: 610 };
const MAKERS = { base: baseLayer, districts: districtLayer, areas: areaLayer, density: densityLayer, points: pointLayer, provinces: provinceLayer, labels: labelLayer, hotspots: hotspotLayer, cities: cityLayer };
const app = { layers: {}, renderers: {} };

app.renderer = (pane) => (app.renderers[pane] ??= L.svg({ pane, padding: 0.3 }));
app.measureText = () => measureText(app.model.view);
app.isVisible = (name) => Boolean(app.layers[name] && app.map.hasLayer(app.layers[name]));

function narrow() {
  return window.matchMedia("(max-width: 760px)").matches;
}

// The legend lies over the left edge of a wide map.
function legendWidth() {
  return narrow() || window.matchMedia("print").matches ? 0 : document.getElementById("legend").offsetWidth + 12;
}

// What the legend covers of a wide map, in pixels of the map's container: right and top edge.
app.legendBox = () => {
  const { y } = app.map.getSize();
  const box = document.getElementById("legend");
  return legendWidth() ? { right: legendWidth() + 8, top: y - box.offsetHeight - 20 } : { right: 0, top: y };
};

// What stands on the map besides, and its edges, which no name should cross: boxes in pixels of its
// container.
app.covered = () => {
  const { x, y } = app.map.getSize();
  const edges = [[-1, -y, 1, 2 * y], [x - 1, -y, x + 1, 2 * y], [-x, -1, 2 * x, 1], [-x, y - 1, 2 * x, y + 1]];
  const { left, top } = app.map.getContainer().getBoundingClientRect();
  const parts = [...document.querySelectorAll(".search input, .leaflet-control")];
  if (legendWidth()) parts.push(document.getElementById("legend"));
  const boxes = parts.map((part) => part.getBoundingClientRect()).filter(({ width }) => width);
  return [...edges, ...boxes.map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top])];
};

app.popup = (latlng, content, above = 0) => {
  const size = app.map.getSize();
  app.map.closePopup();
  L.popup({
    offset: [0, 7 - above],
    maxWidth: Math.min(360, size.x - 80), minWidth: Math.min(260, size.x - 90), maxHeight: Math.max(130, Math.min(430, size.y - 110 - 2 * above)),
    autoPanPaddingTopLeft: [legendWidth() + 16, 60], autoPanPaddingBottomRight: [narrow() ? 12 : 56, 16],
  }).setLatLng(latlng).setContent(content).openOn(app.map);
};

// After its content changed: its size, and the map below it so that all of it shows.
app.fitPopup = () => {
  const popup = app.map._popup;
  if (!popup?.isOpen()) return;
  popup.getElement().querySelector(".leaflet-popup-content").scrollTop = 0;
  popup.update();
};

app.openRows = (latlng, rows, title, above = 0) => {
  app.popup(latlng, rows.length === 1 ? app.cards.incident(rows[0]) : app.cards.list(rows, app.cards.title(title, rows)), above);
  app.showDoubt(rows);
};

// One of the circles in the ring around a place.
app.openIncident = (latlng, row) => {
  app.popup(latlng, app.cards.incident(row), app.above);
  app.showDoubt([row]);
};

app.openDistrict = (district, latlng) => {
  app.model.set({ district });
  if (!latlng) app.peek(district);
  const [lng, lat] = app.model.page.labels[district];
  app.popup(latlng ?? [lat, lng], app.cards.district(district));
};

app.peek = (district) => {
  const polygon = app.layers.districts.polygon(district);
  const bounds = polygon.getBounds();
  if (!app.map.getBounds().contains(bounds)) app.map.fitBounds(bounds, { padding: [40, 40], maxZoom: Math.max(8, app.map.getZoom()), animate: false });
  if (app.model.district !== district) app.model.set({ district });
};

// The incidents of one circle, at the first of its places.
app.openPlaces = (some, rows) => {
  const { places } = app.model;
  const title = some.length > 1 ? `${app.cards.where(rows[0])} and ${plural(some.length - 1, "place")} nearby` : app.cards.where(rows[0]);
  const latlng = [places.latitude[some[0]], places.longitude[some[0]]];
  app.rings.clear();
  app.above = app.rings.open(latlng, rows);
  app.openRows(latlng, rows, title, app.above);
};

// A click asks the circles first, then the district below.
app.click = (event, district) => {
  app.rings.clear();
  const hits = app.isVisible("points") ? app.layers.points.at(event.containerPoint, L.Browser.mobile ? 10 : 3) : [];
  if (hits.length) app.openPlaces(hits, hits.flatMap((place) => app.model.rowsAt(place)));
  else if (district !== undefined) {
    app.openDistrict(district, event.latlng);
  }
};

// Circles of the radius within which the incidents truly lie.
app.showDoubt = (rows) => {
  app.doubt.clearLayers();
  const { incidents, places } = app.model.page;
  const widest = new Map();
  for (const row of rows) {
    const place = incidents.place[row];
    if (place < 0 || incidents.radius[row] === NONE) continue;
    if (!(widest.get(place) >= incidents.radius[row])) widest.set(place, incidents.radius[row]);
    if (widest.size >= 50) break;
  }
  for (const [place, radius] of widest) {
    app.doubt.addLayer(L.circle([places.latitude[place], places.longitude[place]], {
      pane: "doubt", renderer: app.renderer("doubt"), radius, className: "doubt", interactive: false,
    }));
  }
};

// Goes to what the search box found.
app.go = (entry) => {
  const { places } = app.model;
  if (entry.district !== undefined) {
    if (app.model.page.level !== "district") app.model.set({ view: { level: "district" }, district: null });
    app.map.fitBounds(app.layers.districts.polygon(entry.district).getBounds(), { padding: [30, 30], animate: false });
    app.openDistrict(entry.district);
  } else if (entry.place !== undefined) {
    const latlng = [places.latitude[entry.place], places.longitude[entry.place]];
    app.map.setView(latlng, 11, { animate: false });
    const rows = app.model.rowsAt(entry.place);
    if (rows.length) app.openRows(latlng, rows, entry.name);
    else app.popup(latlng, h("p", {}, `${entry.name}: its incidents are hidden by the filters.`));
  } else {
    app.map.setView(entry.latlng, 11, { animate: false });
    app.popup(entry.latlng, h("div", { class: "card" }, h("h3", {}, h("bdi", { dir: "auto" }, entry.name)), h("p", { class: "where" }, entry.kind), h("p", {}, "No incident on this page is placed here.")));
  }
};

function extend(bounds, shape) {
  for (const [ring] of shape) for (const point of ring) bounds.extend(point);
}

// The first view: what the incidents touch; all districts where they touch none.
app.home = () => {
  const { model } = app;
  const { page, places } = model;
  const bounds = L.latLngBounds([]);
  for (let place = 0; place < places.count; place += 1) bounds.extend([places.latitude[place], places.longitude[place]]);
  page.shapes.forEach((shape, district) => {
    if (model.tally.incidents[district]) extend(bounds, shape);
  });
  model.provinceOnly.byProvince.forEach((rows, province) => {
    if (rows.length) extend(bounds, page.levels.province.shapes[province]);
  });
  if (!bounds.isValid()) for (const shape of page.shapes) extend(bounds, shape);
  if (bounds.isValid()) {
    app.map.fitBounds(bounds, {
      paddingTopLeft: [legendWidth() + 8, narrow() ? 40 : 24],
      paddingBottomRight: narrow() ? [8, 8] : [64, 24], maxZoom: 10, animate: false,
    });
  }
  app.map.closePopup();
};

function position() {
  const { lat, lng } = app.map.getCenter();
  return `${lat.toFixed(4)},${lng.toFixed(4)},${app.map.getZoom()}`;
}

// Browsers take their time over a change of the address, and limit how often it may change.
let writing = 0;

function remember() {
  clearTimeout(writing);
  writing = setTimeout(writeHash, 150);
}

function writeHash() {
  const hash = toHash({
    filter: app.model.filter, view: app.model.view, district: app.model.district, position: app.moved ? position() : null,
    switched: Object.keys(app.layers).filter((name) => app.isVisible(name) !== app.first.has(name)), sort: app.table.sort(),
  }, app.model.page);
  if (hash === window.location.hash.slice(1)) return;
  window.history.replaceState(null, "", hash ? `#${hash}` : window.location.pathname + window.location.search);
}

app.writeHash = writeHash;
app.remember = remember;

function follow() {
  const said = fromHash(window.location.hash, app.model.page, { measures: measuresOf(app.model.page), rates: RATES, schemes: SCHEMES, steps: STEPS, layers: app.layers });
  for (const [name, drawn] of Object.entries(app.layers)) {
    if (app.first.has(name) !== said.switched.includes(name)) drawn.addTo(app.map);
    else drawn.remove();
  }
  app.table.sort(said.sort);
  app.model.set({ filter: said.filter, view: said.view, district: said.district });
  app.moved = Boolean(said.position);
  if (said.position) app.map.setView(said.position.slice(0, 2), said.position[2], { animate: false });
}

// The units of another level take the place of those that were drawn.
function showLevel() {
  app.level = app.model.page.level;
  app.map.closePopup();
  for (const name of ["districts", "labels"]) app.layers[name]?.fill();
}

function update({ recomputed = true } = {}) {
  if (!recomputed) {
    app.layers.districts.update();
    app.table.mark();
    remember();
    return;
  }
  app.rings.clear();
  if (app.level !== app.model.page.level) showLevel();
  // Badges and names look for room beside the circles, cities beside the names.
  for (const name of ["districts", "points", "areas", "density", "labels", "cities"]) app.layers[name]?.update();
  app.legend.update();
  app.panel.update();
  app.table.update();
  remember();
}

async function start() {
  app.model = new Model(await read(document));
  app.cards = cards(app);
  app.doubt = L.layerGroup().addTo(app.map);
  app.rings = rings(app);
  app.legend = legend(app, document.getElementById("legend"));
  app.legend.update();
  if (narrow()) for (const fold of document.querySelectorAll(".fold, .legend details")) fold.open = false;
  app.first = new Set(Object.keys(app.layers).filter(app.isVisible));
  // The view first, so that the layers are projected once.
  app.home();
  for (const drawn of Object.values(app.layers)) drawn.fill();
  app.panel = controls(app);
  app.table = table(app, document.getElementById("district-table"));
  searchbox(app);
  circleKeys(app);
  follow();
  app.model.onChange(update);
  update();
  if (narrow()) document.querySelector(".legend details").open = false;
  app.map.on("click", (event) => app.click(event));
  app.map.on("popupopen popupclose", (event) => {
    document.documentElement.classList.toggle("reading", event.type === "popupopen");
    if (event.type === "popupclose") app.doubt.clearLayers();
  });
  app.map.on("zoomstart", () => app.rings.clear());
  app.map.on("layeradd layerremove zoomend", (event) => {
    if (event.type === "zoomend") app.layers.areas.update();
    else if (app.model) remember();
    if (event.type === "zoomend" || Object.values(app.layers).includes(event.layer)) app.legend.update();
    if (event.layer === app.layers.base) app.layers.labels.later();
    if (event.layer === app.layers.labels || event.layer === app.layers.points) app.layers.cities?.later();
  });
  let over;
  const hint = L.tooltip({ direction: "top", offset: [0, -12], className: "hint place-hint" });
  app.map.on("mousemove", (event) => {
    const hits = app.isVisible("points") ? app.layers.points.at(event.containerPoint, 2) : [];
    app.map.getContainer().classList.toggle("over-point", hits.length > 0);
    if (app.map._popup?.isOpen()) hits.length = 0;
    if (hits[0] === over) return;
    over = hits[0];
    if (!app.map._popup?.isOpen()) app.showDoubt(hits.length ? app.model.rowsAt(hits[0]) : []);
    if (hits.length) hint.setLatLng([app.model.places.latitude[over], app.model.places.longitude[over]]).setContent(app.cards.placeHint(hits)).addTo(app.map);
    else hint.remove();
  });
  app.map.on("moveend", () => {
    app.moved = true;
    remember();
  });
  window.addEventListener("hashchange", follow);
  for (const type of ["beforeprint", "afterprint"]) window.addEventListener(type, () => app.map.invalidateSize({ animate: false }));
  onThemeChange(() => update());
  document.documentElement.dataset.ready = "yes";
}

export function open(id) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  app.map = L.map(id, {
    zoomSnap: 0.25, zoomDelta: 1, minZoom: 4, maxZoom: 15, zoomControl: false, attributionControl: false,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    center: [30, 70], zoom: 5,
  });
  for (const [name, index] of Object.entries(PANES)) {
    app.map.createPane(name).style.zIndex = index;
  }
  for (const name of ["base", "points", "labels", "provinces", "doubt", "areas", "density", "hotspots", "ring"]) app.map.getPane(name).style.pointerEvents = "none";
  L.control.zoom({ position: "bottomright" }).addTo(app.map);
  L.control.scale({ imperial: false, maxWidth: 150, position: "bottomright" }).addTo(app.map);
  document.body.append(patterns());
  document.addEventListener("DOMContentLoaded", start);
  return app.map;
}

export function layer(kind) {
  app.layers[kind] = MAKERS[kind](app);
  return app.layers[kind];
}

// Names come in escaped: Leaflet sets them as HTML.
export function layerControl(overlays) {
  return L.control.layers(null, Object.fromEntries(overlays), { position: "topright", collapsed: true });
}

// For tests and for the browser's console.
export function state() {
  const { model } = app;
  return {
    level: model.page.level, names: [...model.page.districts.name], beyond: model.beyond, filter: { ...model.filter }, view: { ...model.view }, upper: [...model.upper], values: [...model.values],
    classes: model.page.districts.name.map((_, i) => model.classOf(i)),
    incidents: [...model.tally.incidents], killed: [...model.tally.killed], injured: [...model.tally.injured],
    expected: model.tally.expected ? [...model.tally.expected] : null, bounds: model.tally.expected ? model.expectedBounds() : null,
    periods: [...model.periods], cities: app.isVisible("cities") ? app.layers.cities.placed() : [],
    shown: model.shown.reduce((a, b) => a + b, 0), center: app.map.getCenter(), zoom: app.map.getZoom(),
  };
}

// Incidents that a district of the map's level holds with the present filters, by their rows.
export function rowsIn(district) {
  return app.model.rowsIn(district);
}

export function set(change) {
  app.model.set(change);
}

// The text of an incident's card, as a reader would see it.
export function cardText(row) {
  return app.cards.incident(row).textContent;
}
