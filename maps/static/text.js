// Numbers, dates and doubt in words.

import { NONE } from "./decode.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86400000;

const formats = new Map();

function format(digits) {
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en", { maximumFractionDigits: digits }));
  return formats.get(digits);
}

export function number(value, digits) {
  if (!(value === value) || value === null) return "no data";
  const places = digits ?? (Number.isInteger(value) ? 0 : value < 1 ? 2 : value < 100 ? 1 : 0);
  return format(places).format(value);
}

export function plural(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function isoDay(day) {
  return day === null ? "" : new Date(day * DAY).toISOString().slice(0, 10);
}

export function parseDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) ? null : Math.round(time / DAY);
}

export function yearMonth(day) {
  const date = new Date(day * DAY);
  return [date.getUTCFullYear(), date.getUTCMonth()];
}

export function dayOf(year, month, day = 1) {
  return Math.round(Date.UTC(year, month, day) / DAY);
}

// A date, no finer than it is known (precision 1 day, 2 week, 3 month, 4 year).
export function dateText(day, precision) {
  if (day === NONE || day === null) return "date not known";
  const date = new Date(day * DAY);
  const year = date.getUTCFullYear();
  const month = MONTHS[date.getUTCMonth()];
  if (precision === 4) return String(year);
  if (precision === 3) return `${month} ${year}`;
  const exact = `${date.getUTCDate()} ${month} ${year}`;
  return precision === 2 ? `week of ${exact}` : exact;
}

// "31", "50 or more", "about 55 (50–60)", "not stated".
export function rangeText(value, low, high) {
  const has = (n) => n !== NONE && n !== null && n !== undefined;
  if (has(low) && has(high) && low !== high) {
    return has(value) && value !== low && value !== high
      ? `${number(value)} (${number(low)}–${number(high)})`
      : `${number(low)}–${number(high)}`;
  }
  if (has(low) && !has(high)) {
    if (!has(value) || value === low) return `${number(low)} or more`;
    return `${number(value)} (${number(low)} or more)`;
  }
  if (!has(low) && has(high)) return `up to ${number(high)}`;
  return has(value) ? number(value) : has(low) ? number(low) : "not stated";
}

// The range of one class, after the class below it.
export function classText(below, upper, whole) {
  if (whole) {
    const low = below === null ? 1 : Math.floor(below) + 1;
    const high = Math.floor(upper);
    return low >= high ? number(high) : `${number(low)}–${number(high)}`;
  }
  return below === null ? `up to ${number(upper)}` : `over ${number(below)} to ${number(upper)}`;
}

const RULES = {
  given: "coordinates given by the source",
  exact: "the name as the gazetteer has it",
  variant: "another spelling of the name",
  fuzzy: "a name much like the one written",
  relative: "measured from a place that is named",
  container: "the place that holds the one named",
  parent: "the area that the report names around it",
  area: "an area, without a point",
};

// How the place was found, in words; the word itself where there are none for it.
export function ruleText(method) {
  return Object.hasOwn(RULES, method) ? RULES[method] : method.replaceAll("_", " ");
}

const PRECISION = { 1: "exact to the day", 2: "exact to the week", 3: "exact to the month", 4: "exact to the year" };

export function precisionText(code) {
  return PRECISION[code] ?? "";
}
