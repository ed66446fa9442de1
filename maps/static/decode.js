// Reads the page's data block into typed columns; docs/page-format.md describes the block.

export const NONE = -2147483648;

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// A column of whole numbers; what is missing becomes NONE.
function ints(list) {
  const column = new Int32Array(list.length);
  for (let i = 0; i < list.length; i += 1) column[i] = list[i] ?? NONE;
  return column;
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
  "time_precision", "geo_precision", "where_prec", "actor1", "actor2", "day", "longitude",
  "latitude", "radius", "confidence", "district",
];
const WORDS = [
  "event_type", "sub_event_type", "location", "place_name", "place_kind", "country", "admin1",
  "admin2", "method", "status", "reason", "notes", "source", "report_id",
];

export function decode(data) {
  if (data.format !== "zila-page" || data.version !== 1) {
    throw new Error(`This page's data is ${data.format} ${data.version}, not zila-page 1`);
  }
  const raw = data.incidents;
  const incidents = { count: raw.count, actors: raw.actors };
  for (const name of NUMBERS) incidents[name] = ints(raw[name]);
  for (const name of WORDS) {
    const { words, codes } = raw[name];
    incidents[name] = { words, codes: ints(codes), at: (row) => words[codes[row]] ?? "" };
  }
  incidents.event_id = raw.event_id;
  incidents.sentence = raw.sentence;
  incidents.marks = raw.marks;
  const geometry = data.geometry;
  return {
    ...data,
    incidents,
    shapes: shapes(geometry.districts, geometry.scale),
    provinceShapes: shapes(geometry.provinces, geometry.scale),
    provinceOf: geometry.province_of,
    provinceNames: geometry.province_names,
    labels: geometry.labels,
    provinceLabels: geometry.province_labels,
  };
}

export function read(document) {
  return decode(JSON.parse(document.getElementById("zila-data").textContent));
}
