// Weights into scores, ranks and grades, by the same steps as scoring in Python.

const TOLERANCE = METHOD.tolerance;
const FLAG = { scored: 1, valued: 2, open: 4, states: 8, applies: 16, printed: 32, apart: 64, decided: 128 };
const flags = unpacked(DATA.cells.flags);
const reasons = later(() => unpacked(DATA.cells.reasons));
const composites = NODES.flatMap((node) => node.scored || []).filter((id) => id >= FIRST); // indicators that count
const order = NODES.map((node, id) => id).filter((id) => NODES[id].kind === 'group').reverse(); // children first
const classCode = unpacked(DATA.classes.codes);
const pattern = unpacked(DATA.classes.pattern);
const fixed = Object.fromEntries(['total', 'low', 'high', 'cap', 'lowCap', 'gated', 'gradeCap']
  .map((key) => [key, unpacked(DATA.adjustments[key])]));
const top = METHOD.above100 ? Infinity : 100;

// Numbers that are there, one after the other, back into their cells.
function spread(block, flag) {
  const numbers = unpacked(block);
  const found = new Float64Array(flags.length).fill(NaN);
  for (let at = 0, next = 0; at < flags.length; at++) if (flags[at] & flag) found[at] = numbers[next++];
  return found;
}

const values = later(() => spread(DATA.cells.values, FLAG.valued));
const cells = later(() => {
  const score = spread(DATA.cells.scores, FLAG.scored);
  const low = Float64Array.from(score);
  const high = Float64Array.from(score);
  const stated = new Float64Array(flags.length);
  const words = new Map(); // shares claimed in words, where they are neither none nor all
  for (let at = 0; at < flags.length; at++) {
    if (flags[at] & FLAG.open) { low[at] = 0; high[at] = 100; }
    if (flags[at] & FLAG.states) stated[at] = 1;
  }
  const apart = Object.fromEntries(Object.entries(DATA.cells.apart).map(([key, block]) => [key, unpacked(block)]));
  apart.at.forEach((at, k) => {
    low[at] = apart.low[k];
    high[at] = apart.high[k];
    stated[at] = apart.stated[k];
    words.set(at, apart.claimed[k]);
  });
  return { score, low, high, stated, words };
});

// The arithmetic mean over the children of a group; a missing score is left out.
function arithmetic(parts, weights, least) {
  const sum = new Float64Array(N), total = new Float64Array(N), count = new Uint16Array(N);
  parts.forEach((part, k) => {
    const weight = weights[k];
    for (let i = 0; i < N; i++) {
      const score = part[i];
      if (score !== score) continue;
      sum[i] += weight * score;
      total[i] += weight;
      count[i]++;
    }
  });
  for (let i = 0; i < N; i++) sum[i] = total[i] > 0 && count[i] / parts.length >= least - TOLERANCE ? sum[i] / total[i] : NaN;
  return sum;
}

// Other power means: 0 the geometric mean, -1 the harmonic; what has no weight is left out too.
function powerMean(power, parts, weights, least) {
  const found = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    let total = 0, sum = 0, count = 0, end = power > 0 ? -Infinity : Infinity, zero = false;
    for (let k = 0; k < parts.length; k++) {
      const score = parts[k][i], weight = weights[k];
      if (score !== score) continue;
      count++;
      if (!(weight > 0)) continue;
      total += weight;
      if (power !== 0) end = power > 0 ? Math.max(end, score, 0) : Math.min(end, Math.max(score, 0));
      else if (score <= 0) zero = true;
      else sum += weight * Math.log(score);
    }
    if (!(total > 0) || count / parts.length < least - TOLERANCE) found[i] = NaN;
    else if (power === 0) found[i] = zero ? 0 : Math.exp(sum / total);
    else if (end <= 0 || !Number.isFinite(end) || !Number.isFinite(power)) found[i] = end;
    else {
      for (let k = 0; k < parts.length; k++) {
        const score = parts[k][i];
        if (score === score && weights[k] > 0) sum += weights[k] * Math.expm1(power * (Math.log(Math.max(score, 0)) - Math.log(end)));
      }
      found[i] = end * Math.exp(Math.log1p(sum / total) / power);
    }
  }
  return found;
}

const POWERS = { arithmetic: 1, geometric: 0, harmonic: -1 };

// Scores of all groups from those of the indicators: an array of columns, by number of the node. A group whose
// children and weights are as they were is not computed again.
const made = new Map();
function aggregate(leaves, weights) {
  const found = [];
  for (const id of composites) found[id] = leaves.subarray((id - FIRST) * N, (id - FIRST + 1) * N);
  if (!made.has(leaves)) made.set(leaves, []);
  const known = made.get(leaves);
  for (const id of order) {
    const { scored, how, exponent, least } = NODES[id];
    if (!scored.length) continue;
    const own = scored.map((child) => weights[child]);
    const groups = scored.map((child) => (child < FIRST ? found[child] : null));
    const last = known[id];
    if (!last || !last.own.every((weight, k) => weight === own[k]) || !last.groups.every((group, k) => group === groups[k])) {
      const power = how === 'power' ? exponent : POWERS[how];
      const parts = scored.map((child) => found[child]);
      known[id] = { own, groups, scores: power === 1 ? arithmetic(parts, own, least) : powerMean(power, parts, own, least) };
    }
    found[id] = known[id].scores;
  }
  if (!found[0]) found[0] = new Float64Array(N).fill(NaN);
  return found;
}

function adjusted(raw, moved, cap) {
  const found = new Float64Array(N);
  const power = METHOD.round === null ? 0 : 10 ** METHOD.round;
  for (let i = 0; i < N; i++) {
    const score = Math.min(Math.min(Math.max(raw[i] + moved[i], 0), top), cap[i]);
    found[i] = power ? Math.floor(score * power + 0.5 + TOLERANCE) / power : score;
  }
  return found;
}

// Shares of the composite of each indicator for those nodes that apply, before gaps are left out.
function nominal(inside, weights) {
  const alive = NODES.map((node, id) => node.kind === 'indicator' && inside[id] === '1');
  for (const id of order) alive[id] = id === 0 || (inside[id] === '1' && NODES[id].scored.some((child) => alive[child]));
  const found = new Float64Array(NODES.length);
  found[0] = 1;
  for (const id of [...order].reverse()) {
    const children = NODES[id].scored.filter((child) => alive[child]);
    const total = children.reduce((sum, child) => sum + weights[child], 0);
    for (const child of children) found[child] = total ? found[id] * weights[child] / total : 0;
  }
  return found;
}

function coverage(weights) {
  const { stated } = cells();
  const shares = DATA.classes.patterns.map((inside) => nominal(inside, weights));
  const base = new Float64Array(N);
  const total = new Float64Array(N);
  for (const id of composites) {
    const from = (id - FIRST) * N;
    const alike = shares.length === 1 ? shares[0][id] : -1;
    for (let i = 0; i < N; i++) {
      if (!(flags[from + i] & FLAG.applies)) continue;
      const share = alike < 0 ? shares[pattern[i]][id] : alike;
      base[i] += share;
      total[i] += share * stated[from + i];
    }
  }
  return total.map((sum, i) => (base[i] > 0 ? sum / base[i] : NaN));
}

// Units by class, those without a number or a class left out.
function byClass(scores) {
  const found = new Map();
  for (let i = 0; i < N; i++) {
    if (scores[i] !== scores[i] || classCode[i] < 0) continue;
    const members = found.get(classCode[i]);
    if (members) members.push(i); else found.set(classCode[i], [i]);
  }
  return found.values();
}

// 1, 2, 2, 4: neighbours within the tolerance tie and share the lowest rank; a class smaller than `least` has none.
function ranked(scores, least) {
  const found = new Float64Array(N).fill(NaN);
  for (const members of byClass(scores)) {
    members.sort((one, other) => scores[other] - scores[one]);
    let rank = 1;
    members.forEach((unit, place) => {
      if (place && scores[members[place - 1]] - scores[unit] > TOLERANCE) rank = place + 1;
      if (members.length >= least) found[unit] = rank;
    });
  }
  return found;
}

// How many of each one's class have a number.
function membersOf(scores) {
  const counts = new Map();
  scores.forEach((score, i) => { if (score === score) counts.set(classCode[i], (counts.get(classCode[i]) || 0) + 1); });
  return Float64Array.from(classCode, (code) => (code < 0 ? 0 : counts.get(code) || 0));
}

// How many of sorted numbers are not above a limit.
function upTo(sorted, limit) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1; else high = middle;
  }
  return low;
}

function possible(low, high, pool) {
  const best = new Float64Array(N).fill(NaN);
  const worst = new Float64Array(N).fill(NaN);
  for (const members of byClass(pool)) {
    const bounded = members.filter((unit) => low[unit] === low[unit] && high[unit] === high[unit]);
    const lows = Float64Array.from(bounded, (unit) => low[unit]).sort();
    const highs = Float64Array.from(bounded, (unit) => high[unit]).sort();
    for (const unit of bounded) {
      const above = bounded.length - upTo(highs, low[unit] + TOLERANCE);
      best[unit] = 1 + bounded.length - upTo(lows, high[unit] + TOLERANCE);
      worst[unit] = 1 + above - (high[unit] > low[unit] + TOLERANCE ? 1 : 0);
    }
  }
  return [best, worst];
}

// Grades by lower edges, then capped by vetoes, then by quota: ties that would cross it drop together.
function graded(scores) {
  const grades = METHOD.grades;
  const found = new Int32Array(N).fill(-1);
  for (let i = 0; i < N; i++) {
    grades.forEach(([, edge], k) => { if (scores[i] >= edge - TOLERANCE) found[i] = k; });
    const cap = fixed.gradeCap[i];
    if (cap < grades.length && found[i] >= 0 && grades[found[i]][1] > grades[cap][1]) found[i] = cap;
  }
  const counted = new Map();
  found.forEach((grade, i) => { if (grade >= 0 && classCode[i] >= 0) counted.set(classCode[i], (counted.get(classCode[i]) || 0) + 1); });
  for (let k = grades.length - 1; k >= 0; k--) {
    if (grades[k][2] === null) continue;
    const ranks = ranked(scores.map((score, i) => (found[i] === k ? score : NaN)), 0);
    const tied = new Map();
    const place = (i) => classCode[i] * (N + 1) + ranks[i];
    ranks.forEach((rank, i) => { if (rank === rank) tied.set(place(i), (tied.get(place(i)) || 0) + 1); });
    ranks.forEach((rank, i) => {
      if (rank + tied.get(place(i)) - 1 > Math.floor(grades[k][2] * (counted.get(classCode[i]) || 0) + TOLERANCE)) found[i] = k - 1;
    });
  }
  return found;
}

const common = later(() => { // scores of what enough of each class state: the others are missing
  if (!DATA.classes.common) return null;
  const mask = unpacked(DATA.classes.common);
  const { score, low, high } = cells();
  return [score, low, high].map((column) => column.map((value, at) => (mask[at] ? value : NaN)));
});

// Bounds hold the score: a group that has too few children now and counts once its gaps are filled may only lower it.
function composite(score, low, high, weights) {
  const nodes = aggregate(score, weights);
  const held = (bounds, extreme) => bounds.map((bound, i) => (nodes[0][i] === nodes[0][i] ? extreme(bound, nodes[0][i]) : bound));
  return { nodes, composite: adjusted(nodes[0], fixed.total, fixed.cap),
    low: adjusted(held(aggregate(low, weights)[0], Math.min), fixed.low, fixed.lowCap),
    high: adjusted(held(aggregate(high, weights)[0], Math.max), fixed.high, fixed.cap) };
}

// Everything that the table shows, under some weights (by number of the node).
function standing(weights) {
  const { score, low, high } = cells();
  const found = composite(score, low, high, weights);
  const compared = common() ? composite(...common(), weights) : null;
  const on = compared || found;
  found.coverage = coverage(weights);
  const allowed = found.coverage.map((share, i) => ((share || 0) >= METHOD.minimumCoverage - TOLERANCE && !fixed.gated[i] ? 1 : 0));
  const keep = (scores, which) => scores.map((value, i) => (which[i] ? value : NaN));
  found.rank = ranked(keep(on.composite, allowed), METHOD.minimumPeers);
  found.sizes = membersOf(found.rank);
  const pool = on.composite.map((value, i) => (fixed.gated[i] ? NaN : value));
  [found.best, found.worst] = possible(on.low, on.high, pool);
  found.peers = membersOf(pool);
  found.grade = graded(keep(found.composite, allowed));
  found.comparable = compared ? compared.composite : null;
  return found;
}

// What Python found, for weights as they are and for methods that the page cannot do.
function given() {
  const found = Object.fromEntries(Object.entries(DATA.standing).map(([key, block]) => [key, unpacked(block)]));
  const scores = unpacked(DATA.groups.scores);
  found.nodes = [];
  DATA.groups.nodes.forEach((id, k) => { found.nodes[id] = scores.subarray(k * N, (k + 1) * N); });
  composites.forEach((id) => { found.nodes[id] = cells().score.subarray((id - FIRST) * N, (id - FIRST + 1) * N); });
  found.sizes = membersOf(found.rank);
  return found;
}

// Why a unit has no rank; "" where it has one.
function unranked(unit, shown) {
  if (Number.isFinite(shown.rank[unit])) return '';
  if (DATA.units.screened.includes(unit)) return t('page_unranked_screened');
  if (!Number.isFinite(shown.composite[unit])) return t('page_unranked_nothing');
  if (fixed.gated[unit]) return t('page_unranked_gate');
  if ((shown.coverage[unit] || 0) < METHOD.minimumCoverage - TOLERANCE) {
    return t('page_unranked_coverage', { coverage: percent(shown.coverage[unit]), least: percent(METHOD.minimumCoverage) });
  }
  if (shown.comparable && !Number.isFinite(shown.comparable[unit])) return t('page_unranked_common');
  return t('page_unranked_peers', { peers: METHOD.minimumPeers });
}

// Shares of the composite after gaps are left out, of one unit: those of each group's scored children.
function effective(unit, shown, weights) {
  const found = new Float64Array(NODES.length);
  found[0] = Number.isFinite(shown.nodes[0][unit]) ? 1 : 0;
  for (const id of [...order].reverse()) {
    const children = NODES[id].scored.filter((child) => Number.isFinite(shown.nodes[child][unit]));
    const total = children.reduce((sum, child) => sum + weights[child], 0);
    for (const child of children) found[child] = total > 0 ? found[id] * weights[child] / total : 0;
  }
  return found;
}

const sums = NODES.every((node) => node.kind !== 'group' || node.scored.length < 2 || node.how === 'arithmetic') && !METHOD.ordering;
