// Which incidents the reader wants to see.

import { NONE } from "./decode.js";

export function noFilter() {
  return { from: null, to: null, types: null, actor: null, confidence: 0, killedMin: null, killedMax: null, injuredMin: null, injuredMax: null };
}

export function isFiltered(filter) {
  const none = noFilter();
  return Object.keys(none).some((key) => filter[key] !== none[key]);
}

// One byte per incident. A limit on a value leaves out the incidents that do not state it; `skip`
// names limits to leave aside (the histogram shows what lies outside the dates, too).
export function mask(incidents, filter, skip = []) {
  const shown = new Uint8Array(incidents.count).fill(1);
  const test = (name, column, keep) => {
    if (skip.includes(name)) return;
    for (let i = 0; i < shown.length; i += 1) if (shown[i] && !keep(column[i])) shown[i] = 0;
  };
  const { from, to, types, actor, confidence, killedMin, killedMax, injuredMin, injuredMax } = filter;
  if (from !== null) test("date", incidents.day, (day) => day !== NONE && day >= from);
  if (to !== null) test("date", incidents.day, (day) => day !== NONE && day <= to);
  if (types !== null) {
    const wanted = new Set(types);
    test("types", incidents.event_type.codes, (code) => wanted.has(code));
  }
  if (actor !== null && !skip.includes("actor")) {
    for (let i = 0; i < shown.length; i += 1) {
      if (incidents.actor1[i] !== actor && incidents.actor2[i] !== actor) shown[i] = 0;
    }
  }
  if (confidence > 0) {
    const least = Math.round(confidence * 1000);
    test("confidence", incidents.confidence, (value) => value >= least);
  }
  if (killedMin !== null) test("killed", incidents.fatalities, (n) => n !== NONE && n >= killedMin);
  if (killedMax !== null) test("killed", incidents.fatalities, (n) => n !== NONE && n <= killedMax);
  if (injuredMin !== null) test("injured", incidents.injured, (n) => n !== NONE && n >= injuredMin);
  if (injuredMax !== null) test("injured", incidents.injured, (n) => n !== NONE && n <= injuredMax);
  return shown;
}
