import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.L = { Layer: { extend: () => class {} } };
globalThis.window = { matchMedia: () => ({ matches: false, addEventListener() {} }) };
const { kernel } = await import("../../maps/static/density.js");

test("the kernel holds every incident", () => {
  const km = 0.5;
  const grid = kernel([{ x: 50.2, y: 49.7, count: 3 }, { x: 60, y: 60, count: 2 }], 120, 120, 20, km);
  const total = grid.reduce((a, b) => a + b, 0) * km * km;
  assert.ok(Math.abs(total - 5) < 0.02, String(total));
});

test("its value is the quartic kernel's", () => {
  const grid = kernel([{ x: 10.5, y: 10.5, count: 1 }], 21, 21, 8, 2);
  const expected = (d) => (3 / (Math.PI * 16 ** 2)) * (1 - (d * 2) ** 2 / 16 ** 2) ** 2;
  assert.ok(Math.abs(grid[10 * 21 + 10] - expected(0)) < 1e-12);
  assert.ok(Math.abs(grid[10 * 21 + 14] - expected(4)) < 1e-12);
  assert.equal(grid[10 * 21 + 19], 0);
});
