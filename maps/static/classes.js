// Class schemes of the choropleth. A class is closed on the right, as in mapclassify; zero and
// "not known" stand outside the classes.

export const SCHEMES = {
  natural: "Natural breaks",
  quantiles: "Quantiles",
  equal: "Equal steps",
  headtail: "Head/tail",
  own: "Own limits",
};

const MOST = 2500;

function distinct(sorted) {
  return sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
}

// Fisher's exact optimum over the distinct values, each with its number of occurrences.
function natural(sorted, k) {
  // The optimum takes time with the square of the values; so many are thinned to even ranks.
  let values = distinct(sorted);
  if (values.length > MOST) {
    const step = (sorted.length - 1) / (MOST - 1);
    sorted = Float64Array.from({ length: MOST }, (_, i) => sorted[Math.round(i * step)]);
    values = distinct(sorted);
  }
  const n = values.length;
  const weight = new Float64Array(n + 1);
  const sum = new Float64Array(n + 1);
  const square = new Float64Array(n + 1);
  let at = 0;
  for (let i = 0; i < n; i += 1) {
    let count = 0;
    while (at < sorted.length && sorted[at] === values[i]) {
      count += 1;
      at += 1;
    }
    weight[i + 1] = weight[i] + count;
    sum[i + 1] = sum[i] + count * values[i];
    square[i + 1] = square[i] + count * values[i] * values[i];
  }
  const spread = (i, j) => {
    const total = sum[j] - sum[i];
    return square[j] - square[i] - (total * total) / (weight[j] - weight[i]);
  };
  let best = Float64Array.from({ length: n + 1 }, (_, j) => (j ? spread(0, j) : 0));
  const cuts = [];
  for (let classes = 2; classes <= k; classes += 1) {
    const next = new Float64Array(n + 1).fill(Infinity);
    const cut = new Int32Array(n + 1);
    for (let j = classes; j <= n; j += 1) {
      for (let i = classes - 1; i < j; i += 1) {
        const cost = best[i] + spread(i, j);
        if (cost < next[j]) {
          next[j] = cost;
          cut[j] = i;
        }
      }
    }
    cuts.push(cut);
    best = next;
  }
  const upper = [];
  let end = n;
  for (let classes = cuts.length - 1; classes >= -1; classes -= 1) {
    upper.unshift(values[end - 1]);
    if (classes >= 0) end = cuts[classes][end];
  }
  return upper;
}

// Linear interpolation between ranks, as numpy and pandas do by default.
function quantile(sorted, q) {
  const rank = (sorted.length - 1) * q;
  const low = Math.floor(rank);
  const high = Math.ceil(rank);
  return sorted[low] + (sorted[high] - sorted[low]) * (rank - low);
}

function headTail(sorted) {
  const upper = [];
  let tail = sorted;
  while (tail.length > 1 && upper.length < 6) {
    const mean = tail.reduce((a, b) => a + b, 0) / tail.length;
    upper.push(mean);
    const head = tail.filter((value) => value > mean);
    if (head.length === 0 || head.length === tail.length) break;
    tail = head;
  }
  const top = sorted[sorted.length - 1];
  if (!upper.length || upper[upper.length - 1] < top) upper.push(top);
  return upper;
}

// Upper bounds of the classes over the values above zero, smallest first.
export function breaks(values, scheme, k, own = []) {
  const sorted = Float64Array.from(values).filter((value) => value > 0).sort();
  const different = distinct(sorted);
  if (different.length === 0) return [];
  if (scheme === "own") {
    const limits = distinct(Float64Array.from(own.filter((limit) => limit > 0)).sort()).slice(0, 6);
    const top = sorted[sorted.length - 1];
    return limits.length && limits[limits.length - 1] >= top ? [...limits] : [...limits, top];
  }
  if (different.length <= k && scheme !== "headtail") return [...different];
  let upper;
  if (scheme === "headtail") upper = headTail(Array.from(sorted));
  else if (scheme === "equal") {
    const low = sorted[0];
    const step = (sorted[sorted.length - 1] - low) / k;
    upper = Array.from({ length: k }, (_, i) => low + step * (i + 1));
    upper[k - 1] = sorted[sorted.length - 1];
  } else if (scheme === "quantiles") {
    upper = Array.from({ length: k }, (_, i) => quantile(sorted, (i + 1) / k));
  } else upper = natural(sorted, k);
  return distinct(upper);
}

// Class of a value: 0 … upper.length-1; -1 for zero, -2 for not known.
export function classOf(value, upper) {
  if (!(value === value)) return -2;
  if (value <= 0) return -1;
  let index = 0;
  while (index < upper.length - 1 && value > upper[index]) index += 1;
  return index;
}

// Colour of a class out of a ramp: few classes spread over the whole ramp.
export function rampColor(ramp, index, classes) {
  if (classes <= 1) return ramp[Math.floor(ramp.length / 2)];
  return ramp[Math.round((index * (ramp.length - 1)) / (classes - 1))];
}
