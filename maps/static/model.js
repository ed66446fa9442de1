// The state of the page and everything computed from it; views listen and draw.

import { NONE } from "./decode.js";
import { mask, noFilter } from "./filter.js";
import { beyond, districtOnly, expectedBounds, measure, measuresOf, provinceOnly, tally } from "./tally.js";
import { useLevel } from "./levels.js";
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
    this.view = { level: "district", measure: "incidents", rate: "total", scheme: "natural", classes: 5, step: "none", own: [] };
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
    if (this.page.level !== this.view.level) useLevel(this.page, this.view.level);
    const { incidents, districts, provinceNames, levels } = this.page;
    if (!Object.hasOwn(measuresOf(this.page), this.view.measure)) this.view.measure = "incidents";
    const { measure: name, rate, scheme, classes, own } = this.view;
    this.shown = mask(incidents, this.filter);
    this.tally = tally(incidents, this.shown, districts.name.length);
    this.diverging = name === "change";
    this.whole = rate === "total" && name !== "expected";
    this.bounds = null;
    if (this.diverging) this.tally.change = this.change();
    this.pinned = this.countPinned();
    this.values = measure(this.tally, districts, name, rate);
    const classed = this.view.step === "none" || !this.days ? this.values : this.cells();
    // A change has the same classes up and down, as many as its two ramps have colours.
    this.upper = this.diverging ? breaks(classed.map(Math.abs), scheme, Math.min(4, classes), own).slice(0, 4) : breaks(classed, scheme, classes, own);
    if (this.diverging && this.upper.length) this.upper[this.upper.length - 1] = classed.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
    this.districtOnly = districtOnly(incidents, this.shown, levels.district.table.name.length);
    this.beyond = beyond(incidents, this.shown);
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

  // The dates that the chosen ones are compared with: the period before in a time step, else as many
  // days before; the halves of the whole time where no dates are chosen. Null where the incidents
  // do not go back so far.
  compared() {
    if (!this.days) return null;
    const [first, last] = this.days;
    const { from, to } = this.filter;
    if (from === null && to === null) {
      const middle = Math.floor((first + last) / 2);
      return middle >= first && middle < last ? { now: [middle + 1, last], before: [first, middle] } : null;
    }
    const now = [from ?? first, to ?? last];
    let start = now[0] - (now[1] - now[0] + 1);
    if (this.view.step !== "none") {
      const periods = edges(first, last, this.view.step);
      const index = periodOf(periods, now[0]);
      if (index === 0) return null;
      start = periods[index - 1];
    } else if (start < first) return null;
    return { now, before: [start, now[0] - 1] };
  }

  // Incidents of the chosen dates less those of the dates before, per district.
  change() {
    const { incidents, districts } = this.page;
    const size = districts.name.length;
    const windows = this.compared();
    if (!windows) return new Float64Array(size).fill(NaN);
    const count = ([from, to]) => tally(incidents, mask(incidents, { ...this.filter, from, to }), size).incidents;
    const before = count(windows.before);
    return count(windows.now).map((value, i) => value - before[i]);
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
    const size = districts.name.length;
    const counted = tally(incidents, shown, size, period, this.periods.length - 1);
    if (this.diverging) counted.change = counted.incidents.map((value, cell) => (cell < size ? NaN : value - counted.incidents[cell - size]));
    return measure(counted, districts, name, rate);
  }

  classOf(district) {
    const value = this.values[district];
    return classOf(this.diverging ? Math.abs(value) : value, this.upper);
  }

  // Bounds of the expected incidents, computed when first asked for.
  expectedBounds() {
    this.bounds ??= expectedBounds(this.page.incidents, this.shown, this.page.districts.name.length);
    return this.bounds;
  }

  // Visible rows of a place.
  rowsAt(place) {
    const { rows, start } = this.places;
    return Array.from(rows.subarray(start[place], start[place + 1])).filter((row) => this.shown[row]);
  }

  // Visible rows that count in a district (of the map's level, or of another), the newest first.
  rowsIn(district, statuses = ["point", "area"], level = this.page.level) {
    const { incidents, levels } = this.page;
    const { unit } = levels[level];
    const wanted = statuses.map((status) => incidents.status.words.indexOf(status));
    const rows = [];
    for (let row = 0; row < incidents.count; row += 1) {
      if (unit[row] === district && this.shown[row] && wanted.includes(incidents.status.codes[row])) rows.push(row);
    }
    return rows.sort((a, b) => incidents.day[b] - incidents.day[a]);
  }
}
