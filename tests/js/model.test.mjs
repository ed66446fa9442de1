import assert from "node:assert/strict";
import { test } from "node:test";
import { NONE, shapes, varints } from "../../maps/static/decode.js";
import { mask, noFilter } from "../../maps/static/filter.js";
import { fromHash, toHash } from "../../maps/static/hash.js";
import { measure, provinceOnly, tally } from "../../maps/static/tally.js";
import { find, fold, within } from "../../maps/static/search.js";
import { periods } from "../../maps/static/histogram.js";
import { dayOf } from "../../maps/static/text.js";

const words = (list, codes) => ({ words: list, codes: Int32Array.from(codes), at: (row) => list[codes[row]] ?? "" });
const incidents = {
  count: 5,
  actors: ["A", "B"],
  actor1: Int32Array.from([0, 1, -1, 0, -1]),
  actor2: Int32Array.from([1, -1, -1, -1, -1]),
  day: Int32Array.from([100, 200, NONE, 300, 400]),
  fatalities: Int32Array.from([2, NONE, 0, NONE, 5]),
  injured: Int32Array.from([NONE, NONE, 3, NONE, 1]),
  confidence: Int32Array.from([900, 500, NONE, 700, 100]),
  district: Int32Array.from([0, 0, 1, 2, -1]),
  unit: Int32Array.from([0, 0, 1, 2, -1]),
  event_type: words(["X", "Y"], [0, 1, 0, -1, 1]),
  status: words(["point", "area", "unresolved"], [0, 0, 1, 0, 1]),
  admin1: words(["P", "Q"], [0, 0, 0, 1, 1]),
};
const districts = { id: ["d0", "d1", "d2"], population: [100000, null, 50000], area_km2: [1000, 500, null] };
const all = new Uint8Array(5).fill(1);

test("a limit leaves out what does not state the value", () => {
  const shown = (filter) => Array.from(mask(incidents, { ...noFilter(), ...filter }));
  assert.deepEqual(shown({}), [1, 1, 1, 1, 1]);
  assert.deepEqual(shown({ from: 150 }), [0, 1, 0, 1, 1]);
  assert.deepEqual(shown({ from: 100, to: 200 }), [1, 1, 0, 0, 0]);
  assert.deepEqual(shown({ types: [0] }), [1, 0, 1, 0, 0]);
  assert.deepEqual(shown({ types: [-1] }), [0, 0, 0, 1, 0]);
  assert.deepEqual(shown({ types: [] }), [0, 0, 0, 0, 0]);
  assert.deepEqual(shown({ actor: 1 }), [1, 1, 0, 0, 0]);
  assert.deepEqual(shown({ confidence: 0.5 }), [1, 1, 0, 1, 0]);
  assert.deepEqual(shown({ killedMin: 1 }), [1, 0, 0, 0, 1]);
  assert.deepEqual(shown({ killedMax: 1 }), [0, 0, 1, 0, 0]);
  assert.deepEqual(shown({ injuredMin: 2 }), [0, 0, 1, 0, 0]);
  assert.deepEqual(shown({ injuredMax: 1 }), [0, 0, 0, 0, 1]);
});

test("not stated is never zero", () => {
  const counted = tally(incidents, all, 3);
  assert.deepEqual([...counted.incidents], [2, 1, 1]);
  assert.deepEqual([...counted.areaOnly], [0, 1, 0]);
  assert.deepEqual([...measure(counted, districts, "killed")], [2, 0, NaN]);
  assert.deepEqual([...measure(counted, districts, "incidents", "people")], [2, NaN, 2]);
  assert.deepEqual([...measure(counted, districts, "incidents", "area")], [2, 2, NaN]);
});

test("province-only reports count in no district", () => {
  assert.deepEqual(provinceOnly(incidents, all, ["P", "Q"]), { byProvince: [[], [4]], elsewhere: [] });
  assert.deepEqual(provinceOnly(incidents, all, ["P"]), { byProvince: [[]], elsewhere: [4] });
});

const page = { incidents, levels: { district: { table: districts }, tehsil: { table: { id: ["t0", "t1"] } } } };

test("a link gives back the state it was made from", () => {
  const choices = { measures: { incidents: 1, killed: 1 }, rates: { total: 1, area: 1 }, schemes: { natural: 1, equal: 1 }, steps: { none: 1, month: 1 }, layers: { density: 1, cities: 1 } };
  const state = {
    filter: { from: 17000, to: 18000, types: [1, -1], actor: 1, confidence: 0.35, killedMin: 1, killedMax: 9, injuredMin: 0, injuredMax: 4 },
    view: { level: "tehsil", measure: "killed", rate: "area", scheme: "equal", classes: 7, own: [2.5, 10], step: "month" }, district: 1,
    position: "30.1000,66.9000,7.25", switched: ["density", "cities"], sort: "killed-up",
  };
  const back = fromHash(`#${toHash(state, page)}`, page, choices);
  assert.deepEqual(back, { ...state, position: [30.1, 66.9, 7.25] });
  const none = { filter: noFilter(), view: { level: "district", measure: "incidents", rate: "total", scheme: "natural", classes: 5, own: [], step: "none" }, district: null, position: null };
  assert.equal(toHash(none, page), "");
  for (const hash of ["", "#from=x&level=moon&layers=__proto__,toString&sort=!&classes=99&measure=__proto__&at=1,2&type=Z&district=q&confidence=7", "#%%%"]) {
    const read = fromHash(hash, page, choices);
    assert.deepEqual(read.view, none.view);
    assert.equal(read.position, null);
    assert.deepEqual(read.switched, []);
    assert.equal(read.sort, null);
  }
});

test("a page whose actors have an empty name still opens unfiltered", () => {
  const odd = { incidents: { ...incidents, actors: ["", "B"] }, levels: page.levels };
  assert.equal(fromHash("", odd, { measures: {}, rates: {}, schemes: {}, steps: {}, layers: {} }).filter.actor, null);
});

test("varints and shapes", () => {
  assert.deepEqual(varints(Buffer.from([0, 1, 2, 0xac, 0x04]).toString("base64")), [0, -1, 1, 278]);
  // One polygon of one ring of three points, then an empty shape.
  const bytes = [2, 2, 6, 20, 20, 20, 0, 0, 20, 0];
  assert.deepEqual(shapes(Buffer.from(bytes).toString("base64"), 10), [[[[[1, 1], [1, 2], [2, 2]]]], []]);
});

test("search forgives accents, case and one slip", () => {
  assert.equal(fold("  Kúchlak—Town! "), "kuchlak town");
  assert.ok(within("kuchlak", "kuchlok", 1));
  assert.ok(!within("kuchlak", "kuclok", 1));
  const entries = [
    { name: "Kuchlak", keys: ["kuchlak"], weight: 1 },
    { name: "Quetta", keys: ["quetta", "shal"], weight: 2 },
    { name: "New Quetta", keys: ["new quetta"], weight: 3 },
  ];
  assert.deepEqual(find(entries, "quetta").map((entry) => entry.name), ["Quetta", "New Quetta"]);
  assert.deepEqual(find(entries, "Kuchlok").map((entry) => entry.name), ["Kuchlak"]);
  assert.deepEqual(find(entries, "   "), []);
});

test("bars of the histogram cover the whole time", () => {
  for (const [first, last] of [[0, 0], [0, 60], [10, 400], [dayOf(1992, 8, 26), dayOf(2021, 11, 20)], [dayOf(2015, 0), dayOf(2018, 5)]]) {
    const edges = periods(first, last);
    assert.ok(edges[0] <= first && edges[edges.length - 1] > last, `${first} ${last}`);
    assert.ok(edges.length <= 73);
    assert.ok(edges.every((edge, i) => i === 0 || edge > edges[i - 1]));
  }
});
