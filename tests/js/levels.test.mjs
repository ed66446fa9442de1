import assert from "node:assert/strict";
import { test } from "node:test";
import { middles, raster, within } from "../../maps/static/base.js";
import { gathered, levelsOf, provinceUnits, useLevel } from "../../maps/static/levels.js";

const incidents = {
  district: Int32Array.from([0, 2, -1, -1, -1]),
  status: { words: ["point", "area", "unresolved"], codes: Int32Array.from([0, 1, 1, 1, 2]) },
  admin1: { at: (row) => ["P", "Q", "Q", "elsewhere", "P"][row] },
};

test("a province counts its districts' incidents and the reports that name only it", () => {
  assert.deepEqual([...provinceUnits(incidents, [0, 0, 1], ["P", "Q"])], [0, 1, 1, -1, -1]);
});

test("shares of districts add up to shares of their provinces", () => {
  const shares = { of: Int32Array.from([0, 1]), start: Int32Array.from([0, 3, 5]), unit: Int32Array.from([0, 1, 2, 2, 0]), share: Float64Array.from([0.5, 0.25, 0.25, 0.75, 0.25]) };
  const { start, unit, share } = gathered(shares, [0, 0, 1]);
  assert.deepEqual([...start], [0, 2, 4]);
  assert.deepEqual([...unit], [0, 1, 1, 0]);
  assert.deepEqual([...share], [0.75, 0.25, 0.75, 0.25]);
});

test("the level in use is the one asked for", () => {
  const level = (name) => ({ table: { id: [name] }, shapes: [], labels: [], provinceOf: [0], districtOf: null, unit: Int32Array.of(0), shares: null });
  const page = { incidents: {}, levels: { province: level("p"), district: level("d") } };
  assert.deepEqual(levelsOf(page), { province: "Provinces", district: "Districts" });
  useLevel(page, "province");
  assert.deepEqual([page.level, page.districts.id, page.words.one], ["province", ["p"], "province"]);
  assert.equal(page.incidents.unit, page.levels.province.unit);
});

test("a name goes where its country is widest", () => {
  const grid = [
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 1, 1],
    [-1, -1, -1, 1, 1],
  ];
  const found = middles(grid);
  assert.deepEqual(found.get(0), [1, 1, 1]);
  assert.equal(found.get(1)[2], 0);
  assert.equal(found.has(-1), false);
});

test("inside is inside", () => {
  const square = [[[[0, 0], [0, 2], [2, 2], [2, 0]]]];
  assert.ok(within(square, { lat: 1, lng: 1 }));
  assert.ok(!within(square, { lat: 3, lng: 1 }));
});

test("a grid is filled where its points lie inside", () => {
  let seed = 3;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const lats = Array.from({ length: 12 }, (_, i) => 9.7 - 0.83 * i);
  const lngs = Array.from({ length: 15 }, (_, i) => 0.11 + 0.7 * i);
  for (let round = 0; round < 40; round += 1) {
    const count = 3 + Math.floor(random() * 9);
    const corners = Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count;
      const reach = 1 + 5 * random();
      return [5 + reach * Math.sin(angle), 5 + reach * Math.cos(angle)];
    });
    const shape = [[corners]];
    const found = new Set();
    raster(shape, lats, lngs, (line, column) => found.add(`${line} ${column}`));
    lats.forEach((lat, line) => lngs.forEach((lng, column) => assert.equal(found.has(`${line} ${column}`), within(shape, { lat, lng }), `${lat} ${lng}`)));
  }
});
