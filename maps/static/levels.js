// The levels that the map can be shaded by: provinces, districts, tehsils. The page works with the
// units of one level at a time; which, is said here and nowhere else.

export const LEVELS = {
  province: { title: "Provinces", one: "province", many: "provinces" },
  district: { title: "Districts", one: "district", many: "districts" },
  tehsil: { title: "Tehsils", one: "tehsil", many: "tehsils" },
};

// Levels that a page can show, by their names for the reader.
export function levelsOf(page) {
  return Object.fromEntries(Object.keys(LEVELS).filter((name) => page.levels[name]).map((name) => [name, LEVELS[name].title]));
}

// The province that each incident counts in: its district's, or the one that its report names.
export function provinceUnits(incidents, provinceOf, provinceNames) {
  const named = new Map(provinceNames.map((name, index) => [name, index]));
  const area = incidents.status.words.indexOf("area");
  return Int32Array.from(incidents.district, (district, row) => {
    if (district >= 0) return provinceOf[district];
    return area >= 0 && incidents.status.codes[row] === area ? named.get(incidents.admin1.at(row)) ?? -1 : -1;
  });
}

// Shares in districts added up to shares in what the districts are part of.
export function gathered(shares, parentOf) {
  const start = [0];
  const unit = [];
  const share = [];
  for (let spread = 0; spread + 1 < shares.start.length; spread += 1) {
    const sums = new Map();
    for (let i = shares.start[spread]; i < shares.start[spread + 1]; i += 1) {
      const parent = parentOf[shares.unit[i]];
      sums.set(parent, (sums.get(parent) ?? 0) + shares.share[i]);
    }
    for (const [parent, sum] of sums) {
      unit.push(parent);
      share.push(Math.min(1, sum));
    }
    start.push(unit.length);
  }
  return { of: shares.of, start: Int32Array.from(start), unit: Int32Array.from(unit), share: Float64Array.from(share) };
}

// Makes one level's units those that the page counts in: `districts` (their table), `shapes`,
// `labels`, `provinceOf`, `districtOf`, and per incident `unit` and `shares`.
export function useLevel(page, name) {
  const { table, shapes, labels, provinceOf, districtOf, unit, shares } = page.levels[name];
  Object.assign(page, { level: name, words: LEVELS[name], districts: table, shapes, labels, provinceOf, districtOf });
  Object.assign(page.incidents, { unit, shares });
}
