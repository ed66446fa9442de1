// Steps through time by year, month, week or day: the dates of the filter move, all else follows.

import { h } from "./dom.js";
import { STEPS, periodOf, periodText } from "./steps.js";

export function play(app) {
  const { model } = app;
  let timer = 0;
  const index = () => (model.filter.from === null ? 0 : periodOf(model.periods, model.filter.from));
  const last = () => model.periods.length - 2;

  function go(to) {
    const at = Math.max(0, Math.min(last(), to));
    model.set({ filter: { from: model.periods[at], to: model.periods[at + 1] - 1 } });
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    start.textContent = "▶ Play";
  }

  function toggle() {
    if (timer) {
      stop();
      return;
    }
    if (index() >= last()) go(0);
    start.textContent = "❚❚ Stop";
    timer = setInterval(() => {
      if (index() >= last()) stop();
      else go(index() + 1);
    }, model.view.step === "year" ? 1100 : 700);
  }

  const step = h("select", { id: "step", on: { change: (event) => {
    stop();
    const chosen = event.target.value;
    model.set({ view: { step: chosen }, filter: chosen === "none" ? { from: null, to: null } : {} });
    if (chosen !== "none") go(index());
  } } }, Object.entries(STEPS).map(([key, text]) => h("option", { value: key }, text)));
  const slider = h("input", { type: "range", min: 0, step: 1, "aria-label": "Period", on: { input: (event) => {
    stop();
    go(Number(event.target.value));
  } } });
  const name = h("output", { class: "period" });
  const start = h("button", { type: "button", on: { click: toggle } }, "▶ Play");
  const button = (text, label, by) => h("button", { type: "button", "aria-label": label, on: { click: () => {
    stop();
    go(index() + by);
  } } }, text);
  const row = h("div", { class: "player" }, name, slider, h("div", { class: "pair" }, button("◀", "One period back", -1), start, button("▶", "One period on", 1)),
    h("p", { class: "note" }, "Colours keep the classes of all periods together, so that periods can be compared."));
  return {
    element: h("div", {}, h("label", { class: "field" }, h("span", {}, "Step through time by"), step), row),
    update() {
      const on = model.view.step !== "none";
      step.value = model.view.step;
      row.hidden = !on;
      if (!on) {
        if (timer) stop();
        return;
      }
      slider.max = last();
      slider.value = index();
      name.textContent = periodText(model.periods[index()], model.view.step);
      slider.setAttribute("aria-valuetext", name.textContent);
    },
  };
}
