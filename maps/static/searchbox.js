// The search box: places of the incidents, districts, and the names the page was given.

import { bdi, h } from "./dom.js";
import { find, fold } from "./search.js";
import { plural } from "./text.js";

export function entriesOf(app) {
  const { page, places } = app.model;
  const { incidents } = page;
  const { table: districts, provinceOf } = page.levels.district;
  const entries = [];
  const known = new Map();
  districts.name.forEach((name, district) => {
    const names = [name, districts.name_ur[district], ...districts.alt_names[district].split(";")].map(fold).filter(Boolean);
    entries.push({ name, kind: `District, ${page.provinceNames[provinceOf[district]]}`, keys: names, weight: 2, district });
  });
  // One entry per name and district, at the first place that has it, with all its spellings.
  const named = new Map();
  for (let place = 0; place < places.count; place += 1) {
    for (const row of places.rows.subarray(places.start[place], Math.min(places.start[place + 1], places.start[place] + 200))) {
      const name = incidents.place_name.at(row) || incidents.location.at(row);
      if (!name) continue;
      const id = `${incidents.district[row]} ${name}`;
      let entry = named.get(id);
      if (!entry) {
        entry = { name, place, row, count: 0, spellings: new Set([name]) };
        named.set(id, entry);
      }
      entry.count += 1;
      entry.spellings.add(incidents.location.at(row));
    }
  }
  for (const { name, place, row, count, spellings } of named.values()) {
    const keys = [...spellings].map(fold).filter(Boolean);
    const kind = [plural(count, "incident"), incidents.admin2.at(row)].filter(Boolean).join(" · ");
    entries.push({ name, kind, keys, weight: 3 + count, place });
    for (const key of keys) known.set(key, [places.latitude[place], places.longitude[place]]);
  }
  for (const [name, latitude, longitude, district] of page.names) {
    const key = fold(name);
    const same = known.get(key);
    if (!key || (same && Math.abs(same[0] - latitude) + Math.abs(same[1] - longitude) < 0.1)) continue;
    entries.push({ name, kind: district ? `Place, ${district}` : "Place", keys: [key], weight: 1, latlng: [latitude, longitude] });
  }
  return entries;
}

export function searchbox(app) {
  const input = document.getElementById("search");
  const list = document.getElementById("search-results");
  let entries = null;
  let found = [];
  let active = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function choose(entry) {
    input.value = entry.name;
    close();
    app.go(entry);
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  }

  function show() {
    entries ??= entriesOf(app);
    found = find(entries, input.value);
    if (!fold(input.value)) {
      close();
      return;
    }
    list.replaceChildren(...(found.length
      ? found.map((entry, i) => h("li", { role: "option", id: `found-${i}`, "aria-selected": "false", on: { pointerdown: (event) => { event.preventDefault(); choose(entry); } } },
        h("span", {}, bdi(entry.name)), h("small", {}, bdi(entry.kind))))
      : [h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "empty" }, "Nothing of that name on this page")]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (found.length) mark(0);
  }

  input.addEventListener("input", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) show();
    else if (event.key === "ArrowDown" && found.length) mark((active + 1) % found.length);
    else if (event.key === "ArrowUp" && found.length) mark((active + found.length - 1) % found.length);
    else if (event.key === "Enter" && found[Math.max(0, active)] && !list.hidden) choose(found[Math.max(0, active)]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  for (const type of ["pointerdown", "dblclick", "wheel"]) input.parentElement.addEventListener(type, (event) => event.stopPropagation());
}
