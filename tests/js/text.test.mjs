import assert from "node:assert/strict";
import { test } from "node:test";
import { NONE } from "../../maps/static/decode.js";
import { classText, dateText, isoDay, number, parseDay, rangeText } from "../../maps/static/text.js";

test("ranges say what was reported and no more", () => {
  assert.equal(rangeText(31, 31, 31), "31");
  assert.equal(rangeText(NONE, 50, NONE), "50 or more");
  assert.equal(rangeText(60, NONE, 60), "up to 60");
  assert.equal(rangeText(55, 50, 60), "55 (50–60)");
  assert.equal(rangeText(NONE, NONE, NONE), "not stated");
  assert.equal(rangeText(0, 0, 0), "0");
  assert.equal(rangeText(7, NONE, NONE), "7");
});

test("dates are no finer than known", () => {
  const day = parseDay("2016-10-24");
  assert.equal(isoDay(day), "2016-10-24");
  assert.equal(dateText(day, 1), "24 Oct 2016");
  assert.equal(dateText(day, 2), "week of 24 Oct 2016");
  assert.equal(dateText(day, 3), "Oct 2016");
  assert.equal(dateText(day, 4), "2016");
  assert.equal(dateText(NONE, 1), "date not known");
});

test("days before 1970 and nonsense", () => {
  assert.equal(isoDay(parseDay("1948-02-29")), "1948-02-29");
  for (const text of ["", "yesterday", "2016-13-45", "2016-1-1"]) assert.equal(parseDay(text), null);
});

test("whole classes do not overlap", () => {
  assert.equal(classText(null, 3, true), "1–3");
  assert.equal(classText(3, 4, true), "4");
  assert.equal(classText(3, 9.5, true), "4–9");
  assert.equal(classText(0.25, 1.5, false), "over 0.25 to 1.5");
});

test("numbers", () => {
  assert.equal(number(NaN), "no data");
  assert.equal(number(1234567), "1,234,567");
});
