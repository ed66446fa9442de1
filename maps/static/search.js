// Finds places and districts by name, forgiving case, accents and small slips.

export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// Whether two texts differ by no more than `limit` single-letter edits.
export function within(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + cost);
      least = Math.min(least, next[j]);
    }
    if (least > limit) return false;
    row = next;
  }
  return row[b.length] <= limit;
}

function rank(query, key) {
  if (key === query) return 0;
  if (key.startsWith(query)) return 1;
  if (key.includes(` ${query}`)) return 2;
  if (query.length >= 3 && key.includes(query)) return 3;
  const limit = query.length >= 8 ? 2 : query.length >= 4 ? 1 : 0;
  return limit && within(query, key, limit) ? 4 : -1;
}

// Entries are {keys: folded names, weight}; best matches first, heavier ones first among equals.
export function find(entries, query, limit = 8) {
  const folded = fold(query);
  if (!folded) return [];
  const found = [];
  entries.forEach((entry, order) => {
    let best = -1;
    for (const key of entry.keys) {
      const at = rank(folded, key);
      if (at >= 0 && (best < 0 || at < best)) best = at;
    }
    if (best >= 0) found.push({ entry, best, order });
  });
  found.sort((a, b) => a.best - b.best || b.entry.weight - a.entry.weight || a.order - b.order);
  return found.slice(0, limit).map((hit) => hit.entry);
}
