import assert from "node:assert/strict";
import { test } from "node:test";
import { bounds, eachShare, spreads } from "../../maps/static/doubt.js";

globalThis.window = { matchMedia: () => ({ matches: false, addEventListener() {} }) };
const { ring } = await import("../../maps/static/ring.js");

// The distribution by trying every outcome.
function brute(chances) {
  const share = new Array(chances.length + 1).fill(0);
  for (let outcome = 0; outcome < 2 ** chances.length; outcome += 1) {
    let p = 1;
    let count = 0;
    chances.forEach((chance, i) => {
      const there = (outcome >> i) & 1;
      count += there;
      p *= there ? chance : 1 - chance;
    });
    share[count] += p;
  }
  let total = 0;
  const sums = share.map((each) => (total += each));
  return [0.025, 0.975].map((level) => sums.findIndex((sum) => sum >= level - 1e-9));
}

test("bounds are those of all outcomes", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 60; i += 1) {
    const chances = Array.from({ length: 1 + (i % 11) }, () => (random() < 0.2 ? 1 : random()));
    assert.deepEqual(bounds(chances), brute(chances), chances.join());
  }
  assert.deepEqual(bounds([]), [0, 0]);
  assert.deepEqual(bounds([1, 1, 0]), [2, 2]);
});

test("many incidents: the curve goes on where the exact bounds end", () => {
  const exact = bounds(new Array(1596).fill(0.5));
  const curve = bounds(new Array(1604).fill(0.5));
  assert.deepEqual(exact, [759, 837]);
  assert.ok(curve[0] - exact[0] >= 3 && curve[0] - exact[0] <= 5 && curve[1] - exact[1] >= 3 && curve[1] - exact[1] <= 5, `${exact} ${curve}`);
});

test("an incident without a spread lies wholly in its district", () => {
  const shares = spreads({ of: [-1, 1, 0], length: [2, 3], unit: [0, 1, 0, 1, 2], share: [5000, 5000, 2000, 3000, 5000] });
  const seen = (row) => {
    const found = [];
    eachShare({ shares, unit: [7, 0, 0] }, row, (unit, share) => found.push([unit, share]));
    return found;
  };
  assert.deepEqual(seen(0), [[7, 1]]);
  assert.deepEqual(seen(1), [[0, 0.2], [1, 0.3], [2, 0.5]]);
  assert.deepEqual(seen(2), [[0, 0.5], [1, 0.5]]);
});

test("circles of a ring do not touch", () => {
  for (const count of [2, 3, 12, 13, 60]) {
    const spots = ring(count, 46);
    assert.equal(spots.length, count);
    spots.forEach(([x, y], i) => spots.slice(i + 1).forEach(([a, b]) => assert.ok(Math.hypot(x - a, y - b) > 19)));
  }
});
