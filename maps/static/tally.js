// Counts per district, and the measure that colours it.

import { NONE } from "./decode.js";
import { bounds, eachShare } from "./doubt.js";

export const MEASURES = {
  incidents: "Incidents",
  killed: "Killed",
  injured: "Injured",
  change: "Change in incidents",
  expected: "Expected incidents (location doubt)",
};

// Measures that a page can show: without shares of incidents in districts there is nothing to expect.
export function measuresOf(page) {
  return Object.fromEntries(Object.entries(MEASURES).filter(([name]) => name !== "expected" || page.incidents.shares));
}

export const RATES = {
  total: "Total",
  people: "Per 100,000 people",
  area: "Per 1,000 km²",
};

// Incidents that count in a district: those at a place in it, and reports that name only it.
function counts(incidents) {
  const { words, codes } = incidents.status;
  const point = words.indexOf("point");
  const area = words.indexOf("area");
  return (row) => codes[row] >= 0 && (codes[row] === point || codes[row] === area);
}

// Counts per district or, with `period` (row to period), per period and district: cell
// period * districts + district.
export function tally(incidents, shown, districts, period = () => 0, periods = 1) {
  const make = () => new Float64Array(districts * periods);
  const { shares } = incidents;
  const result = {
    ...(shares ? { expected: make() } : {}), incidents: make(), areaOnly: make(), killed: make(), injured: make(),
    killedKnown: make(), injuredKnown: make(),
  };
  const counted = counts(incidents);
  const area = incidents.status.words.indexOf("area");
  for (let row = 0; row < incidents.count; row += 1) {
    if (!shown[row] || incidents.unit[row] < 0 || !counted(row)) continue;
    const district = period(row) * districts + incidents.unit[row];
    result.incidents[district] += 1;
    if (shares) eachShare(incidents, row, (there, share) => { result.expected[district - incidents.unit[row] + there] += share; });
    if (incidents.status.codes[row] === area) result.areaOnly[district] += 1;
    if (incidents.fatalities[row] !== NONE) {
      result.killed[district] += incidents.fatalities[row];
      result.killedKnown[district] += 1;
    }
    if (incidents.injured[row] !== NONE) {
      result.injured[district] += incidents.injured[row];
      result.injuredKnown[district] += 1;
    }
  }
  return result;
}

// 95 % bounds of the incidents expected in each district: [low, high].
export function expectedBounds(incidents, shown, districts) {
  const chances = Array.from({ length: districts }, () => []);
  const counted = counts(incidents);
  for (let row = 0; row < incidents.count; row += 1) {
    if (shown[row] && incidents.unit[row] >= 0 && counted(row)) eachShare(incidents, row, (district, share) => chances[district].push(share));
  }
  return chances.map(bounds);
}

// The measure of every district; NaN where it is not known. A district without incidents has 0
// killed; one whose incidents all leave the number open has no number.
export function measure(counted, districts, name, rate = "total") {
  const totals = name === "change" ? counted.change : counted[name];
  const known = { killed: counted.killedKnown, injured: counted.injuredKnown }[name];
  return Float64Array.from(totals, (total, cell) => {
    if (known && counted.incidents[cell] > 0 && known[cell] === 0) return NaN;
    const district = cell % districts.population.length;
    if (rate === "people") {
      const people = districts.population[district];
      return people > 0 ? (total / people) * 100000 : NaN;
    }
    if (rate === "area") {
      const area = districts.area_km2[district];
      return area > 0 ? (total / area) * 1000 : NaN;
    }
    return total;
  });
}

// How many reports name only a district, per district, whatever the level of the map.
export function districtOnly(incidents, shown, districts) {
  const found = new Float64Array(districts);
  const area = incidents.status.words.indexOf("area");
  if (area < 0) return found;
  for (let row = 0; row < incidents.count; row += 1) {
    if (shown[row] && incidents.district[row] >= 0 && incidents.status.codes[row] === area) found[incidents.district[row]] += 1;
  }
  return found;
}

// How many incidents count in no unit of the map's level, though they are at a place or in an area.
export function beyond(incidents, shown) {
  const counted = counts(incidents);
  let found = 0;
  for (let row = 0; row < incidents.count; row += 1) if (shown[row] && incidents.unit[row] < 0 && counted(row)) found += 1;
  return found;
}

// Which incidents name only a province (or no more than a country), by province.
export function provinceOnly(incidents, shown, provinceNames) {
  const byProvince = provinceNames.map(() => []);
  const elsewhere = [];
  const area = incidents.status.words.indexOf("area");
  const province = new Map(provinceNames.map((name, index) => [name, index]));
  for (let row = 0; row < incidents.count; row += 1) {
    if (!shown[row] || incidents.district[row] >= 0) continue;
    if (area < 0 || incidents.status.codes[row] !== area) continue;
    const index = province.get(incidents.admin1.at(row));
    (index === undefined ? elsewhere : byProvince[index]).push(row);
  }
  return { byProvince, elsewhere };
}
