import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.window = { matchMedia: () => ({ matches: false, addEventListener() {} }) };
globalThis.L = { Layer: { extend: () => class {} } };
const { cluster, countText, pixels, radius } = await import("../../maps/static/points.js");

let seed = 11;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

test("joined circles hide no number and lose no incident", () => {
  for (let round = 0; round < 20; round += 1) {
    const marks = Array.from({ length: 200 }, (_, i) => {
      const count = 1 + Math.floor(random() ** 4 * 500);
      return { x: random() * 500, y: random() * 400, count, killed: Math.floor(random() * 900), types: Float64Array.of(count, 0), places: [i] };
    }).sort((a, b) => b.killed - a.killed);
    const factor = pixels(900);
    const found = cluster(marks, 6, factor);
    assert.equal(found.reduce((sum, { count }) => sum + count, 0), marks.reduce((sum, { count }) => sum + count, 0));
    assert.deepEqual(found.flatMap(({ members }) => members.map(({ places }) => places[0])).sort((a, b) => a - b), marks.map((_, i) => i));
    const numbered = found.filter(({ count }) => count > 1);
    numbered.forEach((a, i) => numbered.slice(i + 1).forEach((b) => {
      const half = ({ count }) => 3.6 * countText(count).length;
      assert.ok(Math.abs(a.y - b.y) >= 14 || Math.abs(a.x - b.x) >= half(a) + half(b), `${a.count} and ${b.count} touch`);
    }));
  }
});

test("a circle's area grows with the killed", () => {
  const factor = pixels(400);
  assert.ok(radius(400, 7, factor) > radius(100, 7, factor));
  assert.equal(radius(0, 7, factor), 4.5);
});
