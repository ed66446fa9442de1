// Equal calendar periods to step through, and their names.

import { dayOf, isoDay, yearMonth } from "./text.js";

export const STEPS = { none: "Off", year: "Year", month: "Month", week: "Week", day: "Day" };

// First days of the periods that cover first … last, and the first day after them. Weeks start on
// Monday (1970-01-01 was a Thursday).
export function edges(first, last, step) {
  const result = [];
  if (step === "year" || step === "month") {
    const [year, month] = yearMonth(first);
    for (let i = 0; ; i += 1) {
      const day = step === "year" ? dayOf(year + i, 0) : dayOf(year, month + i);
      result.push(day);
      if (day > last) return result;
    }
  }
  const length = step === "week" ? 7 : 1;
  const start = step === "week" ? first - ((((first + 3) % 7) + 7) % 7) : first;
  for (let day = start; ; day += length) {
    result.push(day);
    if (day > last) return result;
  }
}

// Period that holds a day.
export function periodOf(bounds, day) {
  let low = 0;
  let high = bounds.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bounds[middle] <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function periodText(day, step) {
  const [year] = yearMonth(day);
  if (step === "year") return String(year);
  if (step === "month") return new Date(day * 86400000).toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" });
  return step === "week" ? `week of ${isoDay(day)}` : isoDay(day);
}
