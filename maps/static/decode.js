// Reads the page's data block into typed columns; docs/page-format.md describes the block.

import { spreads } from "./doubt.js";
import { gathered, provinceUnits, useLevel } from "./levels.js";

export const NONE = -2147483648;

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// Small blocks stand as they are and are read at once; large ones are zlib streams.
async function inflate(text) {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A column of whole numbers, from a list or from bytes that stand rank by rank; what is missing
// becomes NONE.
export function ints(column, block) {
  if (Array.isArray(column)) return Int32Array.from(column, (value) => value ?? NONE);
  const { at, bytes, length } = column;
  const result = new Int32Array(length);
  for (let rank = 0; rank < bytes; rank += 1) {
    const plane = block.subarray(at + rank * length, at + (rank + 1) * length);
    const shift = 8 * rank;
    for (let i = 0; i < length; i += 1) result[i] |= plane[i] << shift;
  }
  if (bytes < 4) {
    const sign = 32 - 8 * bytes;
    const least = -(2 ** (8 * bytes - 1));
    for (let i = 0; i < length; i += 1) {
      const value = (result[i] << sign) >> sign;
      result[i] = value === least ? NONE : value;
    }
  }
  return result;
}

// Zigzag varints as Python's maps.polygons writes them.
export function varints(base64) {
  const bytes = bytesOf(base64);
  const numbers = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    if (byte & 128) {
      factor *= 128;
    } else {
      numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
      value = 0;
      factor = 1;
    }
  }
  return numbers;
}

// One array of polygons per shape: polygon = rings, ring = [latitude, longitude] points.
export function shapes(base64, scale) {
  const numbers = varints(base64);
  const result = [];
  let at = 0;
  let x = 0;
  let y = 0;
  while (at < numbers.length) {
    const polygons = [];
    for (let left = numbers[at++]; left > 0; left -= 1) {
      const rings = [];
      for (let more = numbers[at++]; more > 0; more -= 1) {
        const ring = [];
        for (let points = numbers[at++]; points > 0; points -= 1) {
          x += numbers[at++];
          y += numbers[at++];
          ring.push([y / scale, x / scale]);
        }
        rings.push(ring);
      }
      polygons.push(rings);
    }
    result.push(polygons);
  }
  return result;
}

const NUMBERS = [
  "fatalities", "fatalities_low", "fatalities_high", "injured", "injured_low", "injured_high",
  "time_precision", "geo_precision", "where_prec", "actor1", "actor2", "day", "radius",
  "confidence", "district", "place",
];
const WORDS = [
  "event_type", "sub_event_type", "location", "place_name", "place_kind", "country", "admin1",
  "admin2", "method", "status",
];
const CARD_WORDS = ["reason", "notes", "source", "report_id", "candidates"];

function words({ words: list, codes }) {
  return { words: list, codes, at: (row) => list[codes[row]] ?? "" };
}

// What only an opened card shows.
function decodeCards(raw) {
  const cards = { event_id: raw.event_id, sentence: raw.sentence, marks: raw.marks };
  for (const name of CARD_WORDS) cards[name] = words(raw[name]);
  return cards;
}

function decodeShares(raw, block) {
  if (!raw) return null;
  const [of, length, unit, share] = ["of", "length", "unit", "share"].map((name) => ints(raw[name], block));
  return spreads({ of, length, unit, share });
}

// The units of every level, and per incident the one that it counts in (-1 for none).
function decodeLevels(data, incidents, block) {
  const { geometry, tehsils } = data;
  const { province_of: provinceOf, province_names: provinceNames } = geometry;
  const district = {
    table: data.districts, shapes: shapes(geometry.districts, geometry.scale), labels: geometry.labels, provinceOf,
    districtOf: data.districts.name.map((_, i) => i), unit: incidents.district, shares: null,
  };
  district.shares = decodeShares(data.incidents.shares, block);
  const province = {
    table: data.provinces, shapes: shapes(geometry.provinces, geometry.scale), labels: geometry.province_labels,
    provinceOf: provinceNames.map((_, i) => i), districtOf: null,
    unit: provinceUnits(incidents, provinceOf, provinceNames), shares: district.shares && gathered(district.shares, provinceOf),
  };
  if (!tehsils) return { province, district };
  const { shapes: drawn, labels, district_of: districtOf, of, shares, ...table } = tehsils;
  let outlines = null; // read when first drawn: most readers stay with districts
  const tehsil = {
    get shapes() {
      outlines ??= shapes(drawn, geometry.scale);
      return outlines;
    },
    table, labels, districtOf,
    provinceOf: districtOf.map((parent) => provinceOf[parent]), unit: ints(of, block), shares: decodeShares(shares, block),
  };
  return { province, district, tehsil };
}

export function decode(data, block = null) {
  if (data.format !== "zila-page" || data.version !== 1) {
    throw new Error(`This page's data is ${data.format} ${data.version}, not zila-page 1`);
  }
  const raw = data.incidents;
  const incidents = { count: raw.count, actors: raw.actors };
  for (const name of NUMBERS) incidents[name] = ints(raw[name], block);
  for (const name of WORDS) incidents[name] = words({ words: raw[name].words, codes: ints(raw[name].codes, block) });
  const page = {
    ...data,
    incidents,
    levels: decodeLevels(data, incidents, block),
    places: {
      latitude: Float64Array.from(ints(raw.places.latitude, block), (value) => value / 100000),
      longitude: Float64Array.from(ints(raw.places.longitude, block), (value) => value / 100000),
    },
    cards: Array.isArray(raw.cards?.sentence) ? decodeCards(raw.cards) : null,
    provinceNames: data.geometry.province_names,
  };
  useLevel(page, "district");
  return page;
}

// The page's data. `loadCards` resolves once `cards` is there: at once in small pages, and when
// first asked for in large ones.
export async function read(document) {
  const content = (name) => document.getElementById(`zila-${name}`)?.textContent;
  const packed = content("numbers");
  const data = JSON.parse(content("data"));
  const block = packed && (data.deflated ? await inflate(packed) : bytesOf(packed));
  const { at, bytes } = data.incidents.cards;
  const page = decode(data, block);
  let loading = null;
  page.loadCards = () => {
    loading ??= (async () => {
      if (page.cards) return;
      const texts = await inflate(content("texts"));
      page.cards = decodeCards(JSON.parse(new TextDecoder().decode(texts.subarray(at, at + bytes))));
    })();
    return loading;
  };
  return page;
}
