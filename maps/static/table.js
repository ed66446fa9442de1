// The district table under the map: sortable; focus on a row moves the map.

import { bdi, h } from "./dom.js";
import { number } from "./text.js";
import { measureText } from "./legend.js";

export function table(app, box) {
  const { page } = app.model;
  let sorted = { key: "incidents", down: true };
  let all = false;

  const columns = () => {
    const { tally, values, view } = app.model;
    const { districts, districtOf, level, levels, provinceNames, provinceOf, words } = page;
    const known = (count, total) => (i) => (tally.incidents[i] > 0 && !count[i] ? NaN : total[i]);
    const some = [
      { key: "name", title: words.one[0].toUpperCase() + words.one.slice(1), text: true, value: (i) => districts.name[i] },
      ...(level === "tehsil" ? [{ key: "district", title: "District", text: true, value: (i) => levels.district.table.name[districtOf[i]] ?? "" }] : []),
      ...(level === "province" ? [] : [{ key: "province", title: "Province", text: true, value: (i) => provinceNames[provinceOf[i]] ?? "" }]),
      { key: "incidents", title: "Incidents", value: (i) => tally.incidents[i] },
      { key: "area", title: "of these, area only", value: (i) => tally.areaOnly[i] },
      { key: "killed", title: "Killed", value: known(tally.killedKnown, tally.killed) },
      { key: "injured", title: "Injured", value: known(tally.injuredKnown, tally.injured) },
    ];
    if (view.rate !== "total" || ["change", "expected"].includes(view.measure)) some.push({ key: "rate", title: measureText(view), value: (i) => values[i] });
    if (view.measure === "expected") {
      const bounds = app.model.expectedBounds();
      some.push({ key: "range", title: "95 % range", value: (i) => bounds[i][1], show: (i) => bounds[i].map((bound) => number(bound)).join("–") });
    }
    return some;
  };

  function order(rows, column) {
    const sign = sorted.down ? -1 : 1;
    return rows.sort((a, b) => {
      const [x, y] = [column.value(a), column.value(b)];
      if (column.text) return sign * x.localeCompare(y) || a - b;
      if (x !== x || y !== y) return (x !== x) - (y !== y) || a - b;
      return sign * (x - y) || page.districts.name[a].localeCompare(page.districts.name[b]);
    });
  }

  function update() {
    const { tally } = app.model;
    const { districts, words } = page;
    document.getElementById("table-title").textContent = words.title;
    const some = columns();
    const column = some.find((candidate) => candidate.key === sorted.key) ?? some.find(({ key }) => key === "incidents");
    const every = Array.from(districts.name.keys());
    const rows = order(all ? every : every.filter((i) => tally.incidents[i] > 0 || (app.model.view.measure === "expected" && tally.expected[i] > 0)), column);
    const header = some.map((each) => h("th", { scope: "col", class: each.text ? (each.key === "name" ? "" : "parent") : `n k-${each.key}`, "aria-sort": each === column ? (sorted.down ? "descending" : "ascending") : "none" },
      h("button", { type: "button", "data-sort": each.key, on: { click: () => {
        sorted = each.key === sorted.key ? { key: each.key, down: !sorted.down } : { key: each.key, down: !each.text };
        update();
        app.remember();
        box.querySelector(`[data-sort="${each.key}"]`).focus();
      } } }, each.title, h("span", { class: "arrow", "aria-hidden": "true" }, each === column ? (sorted.down ? " ▼" : " ▲") : ""))));
    const cell = (each, i) => h("td", { class: each.text ? "parent" : `n k-${each.key}` }, each.text ? bdi(each.value(i)) : each.value(i) !== each.value(i) ? h("span", { class: "none" }, each.key === "rate" ? "no data" : "not stated") : each.show?.(i) ?? number(each.value(i)));
    const body = rows.map((i) => h("tr", { "data-district": i },
      h("th", { scope: "row" }, h("button", { type: "button", class: "link", on: { click: () => {
        app.openDistrict(i);
        document.querySelector(".map-frame").scrollIntoView({ block: "nearest", behavior: "instant" });
      }, focus: () => app.peek(i) } }, bdi(districts.name[i])),
        districts.name_ur[i] ? [" ", h("span", { lang: "ur", dir: "rtl", class: "urdu" }, districts.name_ur[i])] : null),
      some.slice(1).map((each) => cell(each, i))));
    const add = (values) => values.reduce((a, b) => a + b, 0);
    const sum = (values, known) => (known && add(tally.incidents) > 0 && !add(known) ? h("span", { class: "none" }, "not stated") : number(add(values)));
    const { beyond } = app.model;
    box.replaceChildren(
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "table-title" },
        h("table", {},
          h("thead", {}, h("tr", {}, header)),
          h("tbody", {}, body.length ? body : h("tr", {}, h("td", { colspan: some.length }, `No ${words.one} has an incident with the present filters.`))),
          h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, `All ${words.many}`), some.slice(1).filter(({ text }) => text).map(() => h("td", { class: "parent" })),
            h("td", { class: "n" }, sum(tally.incidents)), h("td", { class: "n k-area" }, sum(tally.areaOnly)), h("td", { class: "n" }, sum(tally.killed, tally.killedKnown)), h("td", { class: "n" }, sum(tally.injured, tally.injuredKnown)), some.slice(some.findIndex(({ key }) => key === "injured") + 1).map(() => h("td", {})))))),
      h("p", { class: "note" },
        beyond ? `${number(beyond)} more ${beyond === 1 ? "report names" : "reports name"} no ${words.one} and ${beyond === 1 ? "counts" : "count"} in none. ` : "",
        h("button", { type: "button", class: "link", on: { click: () => { all = !all; update(); } } },
          all ? `Show only ${words.many} with incidents` : `Show all ${number(districts.name.length)} ${words.many}`)));
    mark();
  }

  // The row of the chosen district; the table stays as it is, and so does the keyboard's focus.
  function mark() {
    for (const row of box.querySelectorAll("tr[data-district]")) {
      row.classList.toggle("chosen", Number(row.dataset.district) === app.model.district);
    }
  }

  // How the rows are ordered, as a text for the link: "killed", "name-up"; null for the first order.
  function sort(text) {
    if (text !== undefined) sorted = text ? { key: text.replace("-up", ""), down: !text.endsWith("-up") } : { key: "incidents", down: true };
    return sorted.key === "incidents" && sorted.down ? null : `${sorted.key}${sorted.down ? "" : "-up"}`;
  }

  return { update, mark, sort };
}
