import assert from "node:assert/strict";
import { test } from "node:test";
import { breaks, classOf, rampColor } from "../../maps/static/classes.js";

// Least sum of squared deviations over all ways to cut sorted values into k runs.
function bestSpread(sorted, k) {
  const spread = (part) => {
    const mean = part.reduce((a, b) => a + b, 0) / part.length;
    return part.reduce((a, b) => a + (b - mean) ** 2, 0);
  };
  if (k === 1) return spread(sorted);
  let best = Infinity;
  for (let cut = 1; cut <= sorted.length - k + 1; cut += 1) {
    best = Math.min(best, spread(sorted.slice(0, cut)) + bestSpread(sorted.slice(cut), k - 1));
  }
  return best;
}

function spreadOf(values, upper) {
  const groups = upper.map(() => []);
  for (const value of values) groups[classOf(value, upper)].push(value);
  return groups.filter((group) => group.length).reduce((sum, group) => sum + bestSpread(group, 1), 0);
}

test("natural breaks are the optimum", () => {
  let seed = 5;
  const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 30; round += 1) {
    const values = Array.from({ length: 12 }, () => 1 + Math.floor(next() ** 3 * 100));
    const k = 3 + (round % 2);
    const upper = breaks(values, "natural", k);
    const sorted = [...values].sort((a, b) => a - b);
    assert.ok(Math.abs(spreadOf(values, upper) - bestSpread(sorted, Math.min(k, upper.length))) < 1e-6);
  }
});

test("zero and not known stand outside the classes", () => {
  const upper = breaks([0, NaN, 1, 2, 3, 50], "natural", 5);
  assert.deepEqual(upper, [1, 2, 3, 50]);
  assert.equal(classOf(0, upper), -1);
  assert.equal(classOf(NaN, upper), -2);
  assert.equal(classOf(50, upper), 3);
});

test("classes close on the right", () => {
  assert.deepEqual(breaks([2, 4, 6, 8, 10], "equal", 4), [4, 6, 8, 10]);
  assert.equal(classOf(4, [4, 6, 8, 10]), 0);
  assert.equal(classOf(4.001, [4, 6, 8, 10]), 1);
});

test("quantiles interpolate as numpy does", () => {
  assert.deepEqual(breaks([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "quantiles", 3), [4, 7, 10]);
});

test("head/tail cuts at means", () => {
  const values = [1, 1, 1, 1, 1, 1, 2, 2, 4, 16];
  assert.deepEqual(breaks(values, "headtail", 5), [3, 10, 16]);
});

test("nothing above zero has no class", () => {
  assert.deepEqual(breaks([0, 0, NaN], "natural", 5), []);
});

test("few classes use the whole ramp", () => {
  const ramp = ["a", "b", "c", "d", "e"];
  assert.equal(rampColor(ramp, 0, 1), "c");
  assert.deepEqual([0, 1].map((i) => rampColor(ramp, i, 2)), ["a", "e"]);
});

test("own limits are taken as they are, and closed at the top", () => {
  assert.deepEqual(breaks([0, 3, 7, 60], "own", 5, [10, 5]), [5, 10, 60]);
  assert.deepEqual(breaks([0, 3, 7], "own", 5, [5, 100]), [5, 100]);
  assert.deepEqual(breaks([0, 3, 7], "own", 5, [-1, NaN]), [7]);
});
