// Incidents over time as bars; dragging over them chooses the dates.

import { h, s } from "./dom.js";
import { NONE } from "./decode.js";
import { periodOf } from "./steps.js";
import { dayOf, isoDay, yearMonth } from "./text.js";

const WIDTH = 280;
const HEIGHT = 56;

// First days of equal calendar periods from the first to beyond the last day, at most `most` bars.
export function periods(first, last, most = 70) {
  const span = last - first + 1;
  if (span <= most) return Array.from({ length: span + 1 }, (_, i) => first + i);
  if (span <= most * 7) return Array.from({ length: Math.ceil(span / 7) + 1 }, (_, i) => first + 7 * i);
  const [year, month] = yearMonth(first);
  const [lastYear, lastMonth] = yearMonth(last);
  const months = (lastYear - year) * 12 + lastMonth - month + 1;
  if (months <= most) return Array.from({ length: months + 1 }, (_, i) => dayOf(year, month + i));
  const step = Math.ceil((lastYear - year + 1) / most);
  const bars = Math.ceil((lastYear - year + 1) / step);
  return Array.from({ length: bars + 1 }, (_, i) => dayOf(year + i * step, 0));
}

export function histogram(app) {
  const { incidents } = app.model.page;
  if (!app.model.days) return null;
  const [first, last] = app.model.days;
  const edges = periods(first, last);
  const bars = edges.length - 1;
  const step = WIDTH / bars;
  const barOf = (day) => periodOf(edges, day);
  const barOfRow = Int16Array.from(incidents.day, (day) => (day === NONE ? -1 : barOf(day)));
  const rects = Array.from({ length: bars }, (_, i) => s("rect", { x: i * step, width: Math.max(0.8, step - (step > 3 ? 1 : 0)), class: "bar" }));
  const brush = s("rect", { class: "brush", y: 0, height: HEIGHT, rx: 2 });
  const picture = s("svg", { class: "histogram", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, brush, rects);
  let anchor = null;
  const barAt = (event) => {
    const box = picture.getBoundingClientRect();
    return Math.max(0, Math.min(bars - 1, Math.floor(((event.clientX - box.left) / box.width) * bars)));
  };
  const choose = (a, b) => app.model.set({ filter: { from: edges[Math.min(a, b)], to: edges[Math.max(a, b) + 1] - 1 } });
  picture.addEventListener("pointerdown", (event) => {
    anchor = barAt(event);
    picture.setPointerCapture(event.pointerId);
    choose(anchor, anchor);
  });
  picture.addEventListener("pointermove", (event) => {
    if (anchor !== null) choose(anchor, barAt(event));
  });
  for (const type of ["pointerup", "pointercancel"]) picture.addEventListener(type, () => { anchor = null; });
  picture.addEventListener("dblclick", () => app.model.set({ filter: { from: null, to: null } }));

  return {
    first,
    last,
    element: h("div", { class: "time" }, picture, h("div", { class: "ends" }, h("span", {}, isoDay(first)), h("span", {}, isoDay(last)))),
    update(shownWithoutDates) {
      const counts = new Uint32Array(bars);
      for (let row = 0; row < incidents.count; row += 1) {
        if (shownWithoutDates[row] && barOfRow[row] >= 0) counts[barOfRow[row]] += 1;
      }
      const most = Math.max(1, ...counts);
      const { from, to } = app.model.filter;
      rects.forEach((rect, i) => {
        const high = counts[i] ? Math.max(2, (counts[i] / most) * (HEIGHT - 4)) : 0;
        rect.setAttribute("y", HEIGHT - high);
        rect.setAttribute("height", high);
        const inside = (from === null || edges[i + 1] > from) && (to === null || edges[i] <= to);
        rect.classList.toggle("out", !inside);
      });
      const active = from !== null || to !== null;
      brush.classList.toggle("on", active);
      if (active) {
        const left = from === null ? 0 : barOf(from) * step;
        const right = to === null ? WIDTH : (barOf(to) + 1) * step;
        brush.setAttribute("x", left);
        brush.setAttribute("width", Math.max(1, right - left));
      }
    },
  };
}
