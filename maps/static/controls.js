// The panel: filters, choice of measure and classes, reset and downloads.

import { bdi, h } from "./dom.js";
import { NONE } from "./decode.js";
import { isFiltered, mask } from "./filter.js";
import { histogram } from "./histogram.js";
import { downloadPng, downloadSvg } from "./picture.js";
import { levelsOf } from "./levels.js";
import { play } from "./play.js";
import { SCHEMES } from "./classes.js";
import { RATES, measuresOf } from "./tally.js";
import { isoDay, number, parseDay, plural } from "./text.js";
import { typeColor } from "./theme.js";

function label(text, control, extra) {
  return h("label", { class: "field" }, h("span", {}, text, extra), control);
}

function select(options, value, change) {
  return h("select", { on: { change: (event) => change(event.target.value) } },
    Object.entries(options).map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
}

function dates(app, bars) {
  if (!bars) return { element: null, update() {} };
  const input = (name, text) => h("input", {
    type: "date", id: `date-${name}`, "aria-label": text, min: isoDay(bars.first), max: isoDay(bars.last),
    on: { change: (event) => app.model.set({ filter: { [name]: parseDay(event.target.value) } }) },
  });
  const from = input("from", "From date");
  const to = input("to", "To date");
  const note = h("p", { class: "note" });
  const player = play(app);
  const undated = app.model.page.incidents.day.filter((day) => day === NONE).length;
  return {
    element: h("fieldset", {}, h("legend", {}, "Date"), bars.element, h("div", { class: "pair" }, from, h("span", { "aria-hidden": "true" }, "–"), to), note, player.element),
    update() {
      const { filter } = app.model;
      from.value = isoDay(filter.from);
      to.value = isoDay(filter.to);
      const hidden = undated && (filter.from !== null || filter.to !== null);
      note.textContent = hidden ? `${plural(undated, "incident")} without a date ${undated === 1 ? "is" : "are"} hidden while dates are chosen.` : "";
      player.update();
      bars.update(mask(app.model.page.incidents, filter, ["date"]));
    },
  };
}

function types(app) {
  const { incidents } = app.model.page;
  const { words, codes } = incidents.event_type;
  const present = [...new Set(codes)].sort((a, b) => a - b);
  if (present.length < 2) return { element: null, update() {} };
  const boxes = present.map((code) => h("input", { type: "checkbox", value: code, on: { change: () => {
    const wanted = boxes.filter((box) => box.checked).map((box) => Number(box.value));
    app.model.set({ filter: { types: wanted.length === present.length ? null : wanted } });
  } } }));
  const counts = present.map(() => h("small", {}));
  return {
    element: h("fieldset", { class: "types" }, h("legend", {}, "Type of event"), present.map((code, i) => h("label", { class: "check" }, boxes[i],
      h("span", { class: "dot", style: { background: typeColor(app.model.page, words[code]) }, "aria-hidden": "true" }), bdi(words[code] ?? "type not known"), counts[i]))),
    update() {
      const { filter } = app.model;
      const shown = mask(incidents, filter, ["types"]);
      const found = new Float64Array(words.length + 1);
      for (let row = 0; row < shown.length; row += 1) found[codes[row] + 1] += shown[row];
      present.forEach((code, i) => {
        boxes[i].checked = filter.types === null || filter.types.includes(code);
        counts[i].textContent = number(found[code + 1]);
      });
    },
  };
}

function actors(app) {
  const { incidents } = app.model.page;
  const counts = new Map();
  for (const column of [incidents.actor1, incidents.actor2]) {
    for (const code of column) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  if (counts.size < 2) return { element: null, update() {} };
  const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 500);
  const control = h("select", { id: "actor", on: { change: (event) => app.model.set({ filter: { actor: event.target.value === "" ? null : Number(event.target.value) } }) } },
    h("option", { value: "" }, "Any"), order.map(([code, count]) => h("option", { value: code, dir: "auto" }, `${incidents.actors[code].slice(0, 80)} (${number(count)})`)));
  return { element: label("Actor", control), update: () => { control.value = app.model.filter.actor ?? ""; } };
}

function doubt(app) {
  const { confidence } = app.model.page.incidents;
  const known = confidence.filter((value) => value !== NONE);
  if (known.every((value) => value === known[0])) return { element: null, update() {} };
  const shown = h("output", {});
  const control = h("input", { type: "range", id: "confidence", min: 0, max: 100, step: 5, on: { input: (event) => app.model.set({ filter: { confidence: Number(event.target.value) / 100 } }) } });
  return {
    element: label("Least confidence", control, shown),
    update() {
      control.value = Math.round(app.model.filter.confidence * 100);
      shown.textContent = app.model.filter.confidence ? `${control.value} %` : "any";
    },
  };
}

// Least and most people killed, or injured.
function range(app, title, column, [least, most]) {
  if (!app.model.page.incidents[column].some((value) => value > 0)) return { element: null, update() {} };
  const read = (text) => (text === "" ? null : Math.max(0, Math.round(Number(text)) || 0));
  const input = (name, text) => h("input", { type: "number", min: 0, step: 1, inputmode: "numeric", "aria-label": `${title}, ${text}`, placeholder: name === least ? "from" : "to",
    on: { change: (event) => app.model.set({ filter: { [name]: read(event.target.value) } }) } });
  const low = input(least, "at least");
  const high = input(most, "at most");
  return {
    element: h("fieldset", {}, h("legend", {}, title), h("div", { class: "pair" }, low, h("span", { "aria-hidden": "true" }, "–"), high)),
    update() {
      low.value = app.model.filter[least] ?? "";
      high.value = app.model.filter[most] ?? "";
    },
  };
}

export function controls(app) {
  const parts = [dates(app, histogram(app)), types(app), actors(app), doubt(app), range(app, "Killed", "fatalities", ["killedMin", "killedMax"]), range(app, "Injured", "injured", ["injuredMin", "injuredMax"])];
  document.getElementById("filter-controls").append(...parts.map((part) => part.element).filter(Boolean));

  const view = (name, convert = (text) => text) => (text) => app.model.set({ view: { [name]: convert(text) } });
  const level = select(levelsOf(app.model.page), "district", (chosen) => app.model.set({ view: { level: chosen }, district: null }));
  level.id = "level";
  const measure = h("select", { id: "measure", on: { change: (event) => view("measure")(event.target.value) } });
  // What can be measured depends on the level.
  const offer = () => {
    const offered = measuresOf(app.model.page);
    if (measure.childElementCount !== Object.keys(offered).length) measure.replaceChildren(...Object.entries(offered).map(([key, text]) => h("option", { value: key }, text)));
    measure.value = app.model.view.measure;
  };
  const rate = select(RATES, "total", view("rate"));
  const scheme = select(SCHEMES, "natural", view("scheme"));
  const classes = select({ 3: "3", 4: "4", 5: "5", 6: "6", 7: "7" }, "5", view("classes", Number));
  const own = h("input", { type: "text", inputmode: "decimal", placeholder: "5, 10, 50", autocomplete: "off",
    on: { change: (event) => app.model.set({ view: { own: event.target.value.split(/[^\d.]+/).map(Number).filter((limit) => limit > 0) } }) } });
  const ownField = label("Upper limits of the classes", own);
  document.getElementById("shading-controls").append(
    label("Areas", level), label("Measure", measure), label("As", rate), h("div", { class: "two" }, label("Classes by", scheme), label("Number", classes)), ownField);

  const reset = h("button", { type: "button", id: "reset", on: { click: () => { document.getElementById("search").value = ""; app.model.reset(); app.home(); } } }, "Reset");
  const link = h("button", { type: "button", on: { click: async () => {
    app.writeHash();
    try {
      await navigator.clipboard.writeText(window.location.href);
      link.textContent = "Link copied";
    } catch {
      link.textContent = "The address bar has the link";
    }
    setTimeout(() => { link.textContent = "Copy link"; }, 2500);
  } } }, "Copy link");
  const button = (text, click) => h("button", { type: "button", on: { click } }, text);
  const stage = document.querySelector(".stage");
  const full = document.fullscreenEnabled && button("Full screen", () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen()));
  document.getElementById("actions").append(...[reset, link, button("Save PNG", () => downloadPng(app)), button("Save SVG", () => downloadSvg(app)), full].filter(Boolean));
  const shown = document.getElementById("shown");

  return {
    update() {
      const { model } = app;
      for (const part of parts) part.update();
      level.value = model.view.level;
      offer();
      rate.value = model.view.rate;
      scheme.value = model.view.scheme;
      classes.value = String(model.view.classes);
      ownField.hidden = model.view.scheme !== "own";
      classes.disabled = ["own", "headtail"].includes(model.view.scheme);
      own.value = model.view.own.join(", ");
      const count = model.shown.reduce((a, b) => a + b, 0);
      shown.textContent = isFiltered(model.filter)
        ? `${number(count)} of ${plural(model.page.incidents.count, "incident")} shown`
        : `All ${plural(model.page.incidents.count, "incident")} shown`;
      reset.disabled = false;
    },
  };
}
