// The state of the page and everything computed from it; views listen and draw.

import { NONE } from "./decode.js";
import { mask, noFilter } from "./filter.js";
import { measure, provinceOnly, tally } from "./tally.js";
import { breaks, classOf } from "./classes.js";
import { edges, periodOf } from "./steps.js";

// Incidents that share their coordinates are one place: rows of place p are
// rows[start[p]] … rows[start[p + 1] - 1].
export function groupPlaces(page) {
  const { place } = page.incidents;
  const count = page.places.latitude.length;
  const start = new Int32Array(count + 1);
  for (const p of place) if (p >= 0) start[p + 1] += 1;
  for (let p = 0; p < count; p += 1) start[p + 1] += start[p];
  const next = start.slice();
  const rows = new Int32Array(start[count]);
  place.forEach((p, row) => {
    if (p >= 0) {
      rows[next[p]] = row;
      next[p] += 1;
    }
  });
  return { count, rows, start, ...page.places };
}

// First and last day of the incidents; null where none has a date.
function daysOf(incidents) {
  let days = null;
  for (const day of incidents.day) {
    if (day === NONE) continue;
    days = days ? [Math.min(days[0], day), Math.max(days[1], day)] : [day, day];
  }
  return days;
}

export class Model {
  constructor(page) {
    this.page = page;
    this.places = groupPlaces(page);
    this.filter = noFilter();
    this.view = { measure: "incidents", rate: "total", scheme: "natural", classes: 5, step: "none", own: [] };
    this.days = daysOf(page.incidents);
    this.periods = [];
    this.district = null;
    this.listeners = [];
    this.compute();
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  set({ filter, view, district }) {
    if (filter) Object.assign(this.filter, filter);
    if (view) Object.assign(this.view, view);
    if (district !== undefined) this.district = district;
    if (filter || view) this.compute();
    for (const listener of this.listeners) listener({ recomputed: Boolean(filter || view) });
  }

  reset() {
    this.set({ filter: noFilter(), district: null });
  }

  compute() {
    const { incidents, districts, provinceNames } = this.page;
    const { measure: name, rate, scheme, classes, own } = this.view;
    this.shown = mask(incidents, this.filter);
    this.tally = tally(incidents, this.shown, districts.name.length);
    this.pinned = this.countPinned();
    this.values = measure(this.tally, districts, name, rate);
    this.upper = breaks(this.view.step === "none" || !this.days ? this.values : this.cells(), scheme, classes, own);
    this.provinceOnly = provinceOnly(incidents, this.shown, provinceNames);
  }

  // Visible incidents at places, by code of their type (the last count is for none).
  countPinned() {
    const { place, event_type: types } = this.page.incidents;
    const counts = new Float64Array(types.words.length + 1);
    for (let row = 0; row < place.length; row += 1) {
      if (place[row] >= 0 && this.shown[row]) counts[types.codes[row] < 0 ? types.words.length : types.codes[row]] += 1;
    }
    return counts;
  }

  // The measure of every period and district, whatever the dates chosen: its classes hold for every
  // step, so that one colour means one number all along.
  cells() {
    const { incidents, districts } = this.page;
    const { measure: name, rate, step } = this.view;
    this.periods = edges(...this.days, step);
    const shown = mask(incidents, this.filter, ["date"]);
    for (let row = 0; row < shown.length; row += 1) if (incidents.day[row] === NONE) shown[row] = 0;
    const period = (row) => periodOf(this.periods, incidents.day[row]);
    const counted = tally(incidents, shown, districts.name.length, period, this.periods.length - 1);
    return measure(counted, districts, name, rate);
  }

  classOf(district) {
    return classOf(this.values[district], this.upper);
  }

  // Visible rows of a place.
  rowsAt(place) {
    const { rows, start } = this.places;
    return Array.from(rows.subarray(start[place], start[place + 1])).filter((row) => this.shown[row]);
  }

  // Visible rows that count in a district, the newest first.
  rowsIn(district, statuses = ["point", "area"]) {
    const { incidents } = this.page;
    const wanted = statuses.map((status) => incidents.status.words.indexOf(status));
    const rows = [];
    for (let row = 0; row < incidents.count; row += 1) {
      if (incidents.district[row] === district && this.shown[row] && wanted.includes(incidents.status.codes[row])) rows.push(row);
    }
    return rows.sort((a, b) => incidents.day[b] - incidents.day[a]);
  }
}
