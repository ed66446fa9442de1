// The state of the view in the URL's hash, so that a link shows what its sender saw.

import { isoDay, parseDay } from "./text.js";

// Only what differs from the default goes into the hash.
export function toHash(state, page) {
  const { filter, view, position, district, switched = [], sort = null } = state;
  const out = new URLSearchParams();
  if (filter.from !== null) out.set("from", isoDay(filter.from));
  if (filter.to !== null) out.set("to", isoDay(filter.to));
  if (filter.types !== null) {
    for (const code of filter.types) out.append("type", page.incidents.event_type.words[code] ?? "");
  }
  if (filter.types !== null && filter.types.length === 0) out.append("type", "none");
  if (filter.actor !== null) out.set("actor", page.incidents.actors[filter.actor]);
  if (filter.confidence > 0) out.set("confidence", String(filter.confidence));
  if (filter.killedMin !== null) out.set("killed-min", String(filter.killedMin));
  if (filter.killedMax !== null) out.set("killed-max", String(filter.killedMax));
  if (filter.injuredMin !== null) out.set("injured-min", String(filter.injuredMin));
  if (filter.injuredMax !== null) out.set("injured-max", String(filter.injuredMax));
  if (view.measure !== "incidents") out.set("measure", view.measure);
  if (view.rate !== "total") out.set("rate", view.rate);
  if (view.scheme !== "natural") out.set("scheme", view.scheme);
  if (view.classes !== 5) out.set("classes", String(view.classes));
  if (view.own.length) out.set("limits", view.own.join(","));
  if (view.step !== "none") out.set("step", view.step);
  if (view.level !== "district") out.set("level", view.level);
  if (district !== null) out.set("district", page.levels[view.level].table.id[district]);
  if (switched.length) out.set("layers", switched.join(","));
  if (sort) out.set("sort", sort);
  if (position) out.set("at", position);
  return out.toString();
}

function count(text) {
  const value = Number(text);
  return text !== null && text !== "" && Number.isFinite(value) ? Math.max(0, Math.round(value)) : null;
}

function choice(text, allowed, otherwise) {
  return text !== null && Object.hasOwn(allowed, text) ? text : otherwise;
}

// Reads a hash; what it does not understand counts as not said.
export function fromHash(hash, page, choices) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const words = page.incidents.event_type.words;
  const types = given.getAll("type");
  const codes = types.map((name) => (name === "" ? -1 : words.indexOf(name)));
  const known = codes.filter((code, i) => code >= 0 || types[i] === "");
  const actor = given.has("actor") ? page.incidents.actors.indexOf(given.get("actor")) : -1;
  const confidence = Number(given.get("confidence") ?? 0);
  const classes = count(given.get("classes"));
  const at = /^(-?[\d.]+),(-?[\d.]+),([\d.]+)$/.exec(given.get("at") ?? "");
  const level = choice(given.get("level"), page.levels, "district");
  const district = page.levels[level].table.id.indexOf(given.get("district") ?? "");
  return {
    filter: {
      from: parseDay(given.get("from") ?? ""),
      to: parseDay(given.get("to") ?? ""),
      types: types.length ? known : null,
      actor: actor >= 0 ? actor : null,
      confidence: confidence > 0 && confidence <= 1 ? confidence : 0,
      killedMin: count(given.get("killed-min")),
      killedMax: count(given.get("killed-max")),
      injuredMin: count(given.get("injured-min")),
      injuredMax: count(given.get("injured-max")),
    },
    view: {
      level,
      measure: choice(given.get("measure"), choices.measures, "incidents"),
      rate: choice(given.get("rate"), choices.rates, "total"),
      scheme: choice(given.get("scheme"), choices.schemes, "natural"),
      own: (given.get("limits") ?? "").split(",").map(Number).filter((limit) => limit > 0).slice(0, 6),
      step: choice(given.get("step"), choices.steps, "none"),
      classes: classes >= 3 && classes <= 7 ? classes : 5,
    },
    switched: (given.get("layers") ?? "").split(",").filter((name) => Object.hasOwn(choices.layers, name)),
    sort: /^[a-z]+(-up)?$/.test(given.get("sort") ?? "") ? given.get("sort") : null,
    position: at ? [Number(at[1]), Number(at[2]), Number(at[3])] : null,
    district: district >= 0 ? district : null,
  };
}
