// What a click shows: the incident with its sentence and reasons, the district with its numbers.

import { bdi, h } from "./dom.js";
import { NONE } from "./decode.js";
import { classWords } from "./hotspots.js";
import { dateText, number, plural, precisionText, rangeText, ruleText } from "./text.js";
import { typeColor } from "./theme.js";

const FIELDS = {
  event_date: "date", fatalities: "killed", injured: "injured", location: "place", actor1: "actor",
  actor2: "actor", event_type: "what happened", sub_event_type: "what happened",
};

// The sentence with the words that the fields were read from marked. Offsets count characters.
function quote(sentence, marks) {
  const letters = Array.from(sentence);
  const parts = [];
  let at = 0;
  for (const [field, start, end] of marks ?? []) {
    if (start < at || end > letters.length) continue;
    parts.push(letters.slice(at, start).join(""));
    const name = FIELDS[field] ?? field.replaceAll("_", " ");
    parts.push(h("mark", { title: name, class: `mark-${Object.hasOwn(FIELDS, field) ? FIELDS[field].split(" ")[0] : "other"}` }, letters.slice(start, end).join("")));
    at = end;
  }
  parts.push(letters.slice(at).join(""));
  return h("blockquote", { dir: "auto" }, parts);
}

export function cards(app) {
  const { page } = app.model;
  const rows = page.incidents;
  const degrees = (row) => [page.places.latitude[rows.place[row]], page.places.longitude[rows.place[row]]];
  const dot = (type) => h("span", { class: "dot", style: { background: typeColor(page, type) }, "aria-hidden": "true" });
  const what = (row) => rows.sub_event_type.at(row) || rows.event_type.at(row) || "Incident";
  const date = (row) => dateText(rows.day[row], rows.time_precision[row]);
  const killed = (row) => rangeText(rows.fatalities[row], rows.fatalities_low[row], rows.fatalities_high[row]);
  const injured = (row) => rangeText(rows.injured[row], rows.injured_low[row], rows.injured_high[row]);
  const where = (row) => rows.place_name.at(row) || rows.location.at(row) || "Place not named";

  function fact(name, ...value) {
    return value.some((part) => part) ? [h("dt", {}, name), h("dd", {}, value)] : [];
  }

  function lines(texts) {
    return texts.length > 1 ? h("ul", { class: "texts" }, texts.map((text) => h("li", {}, bdi(text)))) : texts.map((text) => bdi(text));
  }

  function copyButton(text) {
    const button = h("button", { type: "button", class: "small", on: { click: async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        window.getSelection().selectAllChildren(button.previousElementSibling);
        button.textContent = "Press Ctrl+C";
      }
    } } }, "Copy");
    return button;
  }

  // A large page unpacks its sentences when a card is first opened.
  function incident(row) {
    if (page.cards) return written(row);
    const box = h("article", { class: "card" }, h("p", {}, "Reading…"));
    page.loadCards().then(() => {
      box.replaceWith(written(row));
      app.fitPopup();
    });
    return box;
  }

  function written(row) {
    const { sentence, marks, reason, notes, source, report_id: report, candidates } = page.cards;
    const weighed = candidates.at(row).split("\n").filter(Boolean);
    const told = [source, report].flatMap((each) => each.at(row).split("; ").filter(Boolean));
    const codes = [["ACLED", rows.geo_precision[row]], ["UCDP", rows.where_prec[row]]].filter(([, code]) => code !== NONE);
    const parents = [rows.admin2.at(row), rows.admin1.at(row), rows.country.at(row)].filter(Boolean);
    const actors = [rows.actor1[row], rows.actor2[row]].filter((code) => code >= 0).map((code) => rows.actors[code]);
    const isPoint = rows.place[row] >= 0;
    const coordinates = isPoint ? degrees(row).join(", ") : "";
    const confidence = rows.confidence[row];
    return h("article", { class: "card" },
      h("h3", {}, bdi(where(row))),
      h("p", { class: "where" }, parents.map((name, i) => [i ? ", " : "", bdi(name)])),
      h("p", { class: "kind" }, dot(rows.event_type.at(row)), bdi(what(row))),
      h("dl", { class: "figures" },
        h("div", {}, h("dt", {}, "Date"), h("dd", {}, date(row))),
        h("div", {}, h("dt", {}, "Killed"), h("dd", {}, killed(row))),
        h("div", {}, h("dt", {}, "Injured"), h("dd", {}, injured(row)))),
      sentence[row] ? quote(sentence[row], marks[row]) : null,
      h("dl", { class: "reasons" },
        fact("Actors", actors.map((name, i) => [i ? " · " : "", bdi(name)])[0] && actors.map((name, i) => [i ? " · " : "", bdi(name)])),
        fact("Place as written", rows.location.at(row) && bdi(rows.location.at(row))),
        fact("Why here", reason.at(row) && bdi(reason.at(row))),
        fact("Rule", ruleText(rows.method.at(row))),
        fact("Weighed", weighed.length > 1 && lines(weighed)),
        fact("Precision", codes.map(([whose, code]) => `${whose} ${code}`).join(", ")),
        fact("Doubt", isPoint && rows.radius[row] !== NONE && `the true place lies within ${number(rows.radius[row] / 1000)} km (95 %)`),
        fact("Confidence", confidence !== NONE && `${number(confidence / 10, 0)} % that the district is right`),
        fact("Date is", rows.day[row] !== NONE && precisionText(rows.time_precision[row])),
        fact("Coordinates", coordinates && [h("span", { class: "coordinates" }, coordinates), " ", copyButton(coordinates)]),
        fact("Notes", notes.at(row) && bdi(notes.at(row))),
        fact(told.length > 1 ? "Sources" : "Source", told.length && lines([...new Set(told)]))));
  }

  function line(row, open) {
    const count = rows.fatalities[row] === NONE && rows.fatalities_low[row] === NONE ? "" : ` · ${killed(row)} killed`;
    return h("li", {}, h("button", { type: "button", class: "line", on: { click: () => open(row) } },
      dot(rows.event_type.at(row)),
      h("span", {}, bdi(what(row)), h("small", {}, `${date(row)}${count} · `, bdi(where(row))))));
  }

  // A list of incidents; one opens in its place and leads back.
  function list(some, head = []) {
    // A button that replaces itself is no longer in the popup when Leaflet looks where the click
    // came from, so the click must not get as far as the map.
    const box = h("div", { class: "cards", on: { click: (event) => event.stopPropagation() } });
    let limit = 50;
    const back = () => {
      const more = some.length - limit;
      box.replaceChildren(...[...head, h("ul", { class: "lines" }, some.slice(0, limit).map((row) => line(row, show))),
        more > 0 ? h("button", { type: "button", class: "small", on: { click: () => { limit += 200; back(); app.fitPopup(); } } }, `Show more (${number(more)} left)`) : null].filter(Boolean));
    };
    const show = (row) => {
      app.showDoubt([row]);
      const button = h("button", { type: "button", class: "small back", on: { click: () => { back(); app.fitPopup(); } } }, `← All ${number(some.length)}`);
      box.replaceChildren(button, incident(row));
      app.fitPopup();
      button.focus({ preventScroll: true });
    };
    back();
    return box;
  }

  function district(index) {
    const { districts, districtOf, level, levels, provinceNames, provinceOf, words } = page;
    const { model } = app;
    const parents = { province: [], district: [provinceNames[provinceOf[index]]], tehsil: [levels.district.table.name[districtOf?.[index]], provinceNames[provinceOf[index]]] }[level];
    const kind = level === "district" ? [] : [words.one[0].toUpperCase() + words.one.slice(1)];
    const codes = districts.pcode[index] ? [districts.pcode[index]] : [];
    const { tally } = model;
    const some = model.rowsIn(index);
    const people = districts.population[index];
    const area = districts.area_km2[index];
    const stated = (known, total) => (tally.incidents[index] > 0 && !known ? "not stated" : number(total));
    const figure = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
    const head = [
      h("h3", {}, bdi(districts.name[index]), districts.name_ur[index] ? [" ", h("span", { lang: "ur", dir: "rtl", class: "urdu" }, districts.name_ur[index])] : null),
      h("p", { class: "where" }, [...kind, ...parents.filter(Boolean), ...codes].map((text, i) => [i ? " · " : "", bdi(text)])),
      h("dl", { class: "figures" },
        figure("Incidents", number(tally.incidents[index])),
        figure("Killed", stated(tally.killedKnown[index], tally.killed[index])),
        figure("Injured", stated(tally.injuredKnown[index], tally.injured[index]))),
      h("dl", { class: "reasons" },
        fact(level === "tehsil" ? "Known only by tehsil" : "Known only by area", tally.areaOnly[index] > 0 && number(tally.areaOnly[index])),
        fact("Expected", tally.expected && `${number(tally.expected[index], 1)} incidents, from ${model.expectedBounds()[index].map((bound) => number(bound)).join(" to ")} (95 %), as places are in doubt`),
        fact("Per 100,000 people", people > 0 ? `${number((tally.incidents[index] / people) * 100000, 2)} incidents (${number(people)} people)` : "population not known"),
        fact("Per 1,000 km²", area > 0 && `${number((tally.incidents[index] / area) * 1000, 2)} incidents (${number(area, 0)} km²)`),
        fact("Hot spot", level === "district" && page.hotspots?.class[index] && `${classWords(page.hotspots.class[index])}${page.hotspots.p[index] === null ? "" : `, p = ${number(page.hotspots.p[index], 4)}`}`),
        fact("Also called", districts.alt_names[index] && bdi(districts.alt_names[index])),
        fact("Note", districts.note[index] && bdi(districts.note[index]))),
    ];
    return some.length ? list(some, head) : h("div", { class: "cards" }, head, h("p", { class: "empty" }, "No incident with the present filters."));
  }

  function hint(index) {
    const { name, name_ur } = page.districts;
    return h("div", {}, h("b", {}, bdi(name[index])), name_ur[index] ? [" ", h("span", { lang: "ur", dir: "rtl" }, name_ur[index])] : null,
      h("div", {}, app.measureText(), ": ", number(app.model.values[index])));
  }

  // What hovering over a circle says; `some` are its places, the first gives the name.
  function placeHint(some) {
    let count = 0;
    let dead = 0;
    let first = null;
    for (const place of some.slice(0, 2000)) {
      for (const row of app.model.rowsAt(place)) {
        first ??= row;
        count += 1;
        if (rows.fatalities[row] !== NONE) dead += rows.fatalities[row];
      }
    }
    const more = some.length > 1 ? ` and ${plural(some.length - 1, "place")} nearby` : "";
    return h("div", {}, h("b", {}, bdi(where(first)), more), h("div", {}, `${plural(count, "incident")}, ${number(dead)} killed as far as stated`));
  }

  function title(text, some) {
    return [h("h3", {}, bdi(text)), h("p", { class: "where" }, plural(some.length, "incident"))];
  }

  return { incident, list, district, hint, placeHint, title, where };
}
