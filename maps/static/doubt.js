// Location doubt: incidents shared among the districts in which they may lie.

const SPREAD = 400; // variance from which the normal curve stands for the exact distribution

// Shares by spread: those of spread s are parts start[s] … start[s + 1] - 1; `of` is the
// spread of each incident, -1 where it lies wholly in its district.
export function spreads({ of, length, unit, share }) {
  const start = new Int32Array(length.length + 1);
  length.forEach((count, i) => { start[i + 1] = start[i] + count; });
  return { of, start, unit, share: Float64Array.from(share, (part) => part / 10000) };
}

// Calls `give(district, share)` for every district in which an incident may lie.
export function eachShare(incidents, row, give) {
  const { of, start, unit, share } = incidents.shares;
  const spread = of[row];
  if (spread < 0) give(incidents.unit[row], 1);
  else for (let i = start[spread]; i < start[spread + 1]; i += 1) give(unit[i], share[i]);
}

// 95 % bounds of the number of independent incidents that are there with these chances: the
// Poisson-binomial distribution, without its tails below 1e-12.
export function bounds(chances) {
  let sure = 0;
  let mean = 0;
  let variance = 0;
  const open = [];
  for (const chance of chances) {
    if (chance >= 1 - 1e-9) sure += 1;
    else if (chance > 1e-9) {
      open.push(chance);
      mean += chance;
      variance += chance * (1 - chance);
    }
  }
  if (variance > SPREAD) {
    const reach = 1.959964 * Math.sqrt(variance);
    return [sure + Math.max(0, Math.ceil(mean - reach - 0.5)), sure + Math.min(open.length, Math.ceil(mean + reach - 0.5))];
  }
  let spread = [1];
  let first = 0;
  for (const chance of open) {
    const next = new Array(spread.length + 1).fill(0);
    spread.forEach((share, i) => {
      next[i] += share * (1 - chance);
      next[i + 1] += share * chance;
    });
    while (next[0] < 1e-12) {
      next.shift();
      first += 1;
    }
    while (next[next.length - 1] < 1e-12) next.pop();
    spread = next;
  }
  const level = (share) => {
    let total = 0;
    const at = spread.findIndex((each) => (total += each) >= share - 1e-9);
    return sure + first + (at < 0 ? spread.length - 1 : at);
  };
  return [level(0.025), level(0.975)];
}
