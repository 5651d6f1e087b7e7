// Small pictures: each has its content as words too, in its title or in a table beside it.

function picture(width, height, title, ...parts) {
  return el('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': title }, el('title', {}, title), parts);
}

// A score on 0–100 with its bounds as a thin line.
function scoreBar(score, low, high, title) {
  const at = (value) => Math.min(Math.max(value, 0), 100);
  return picture(84, 14, title, el('rect', { class: 'track', x: 2, y: 4, width: 80, height: 6 }),
    Number.isFinite(score) ? el('rect', { class: 'bar', x: 2, y: 4, width: at(score) * 0.8, height: 6 }) : null,
    Number.isFinite(low) && Number.isFinite(high) ? el('path', { class: 'whisker',
      d: `M${2 + at(low) * 0.8} 1v12m0 -6H${2 + at(high) * 0.8}m0 -6v12` }) : null);
}

// Where a rank stands between first and last of the class, with the ends that are possible or likely.
function rankBar(rank, low, high, peers, title) {
  const at = (value) => 4 + 96 * (peers > 1 ? (value - 1) / (peers - 1) : 0);
  return picture(104, 14, title, el('line', { class: 'axis', x1: 2, x2: 102, y1: 7, y2: 7 }),
    Number.isFinite(low) ? el('rect', { class: 'range', x: at(low) - 2, y: 3, width: at(high) - at(low) + 4, height: 8, rx: 2 }) : null,
    Number.isFinite(rank) ? el('circle', { class: 'dot', cx: at(rank), cy: 7, r: 3.5 }) : null);
}

function meanOf(numbers) {
  const there = Array.from(numbers).filter(Number.isFinite);
  return there.length ? there.reduce((sum, value) => sum + value, 0) / there.length : NaN;
}

// Dimensions of a unit against the mean of its peers; a gap breaks the outline.
function radar(labels, own, others, title) {
  const width = 400, height = 262, middle = width / 2, centre = height / 2, reach = 88;
  const place = (k, value) => {
    const angle = 2 * Math.PI * k / labels.length - Math.PI / 2;
    return [middle + Math.cos(angle) * reach * value / 100, centre + Math.sin(angle) * reach * value / 100];
  };
  const outline = (scores, kind) => {
    const path = scores.map((score, k) => (Number.isFinite(score) ? place(k, Math.min(Math.max(score, 0), 100)) : null));
    const closed = path.every(Boolean);
    const pieces = path.map((point, k) => (point ? (k && path[k - 1] ? 'L' : 'M') + point.map((x) => x.toFixed(1)).join(' ') : '')).join('');
    const wrap = !closed && path[0] && path[path.length - 1] ? `M${path[path.length - 1].join(' ')}L${path[0].join(' ')}` : '';
    return [el('path', { class: kind, d: pieces + (closed ? 'Z' : wrap) }),
      path.filter(Boolean).map(([x, y]) => (kind === 'mine' ? el('circle', { class: 'dot', cx: x, cy: y, r: 3.5 }) : null))];
  };
  const rings = [25, 50, 75, 100].map((ring) => el('polygon', { class: 'ring', points: labels.map((label, k) => place(k, ring).join(',')).join(' ') }));
  const words = labels.map((label, k) => {
    const [x, y] = place(k, 118);
    const side = Math.abs(x - middle) < 8 ? 'middle' : x > middle ? 'start' : 'end';
    const lines = folded(label + (own[k] === own[k] ? '' : ' ∅'), 17);
    const first = y + (Math.abs(y - centre) < 8 ? 4 : y > centre ? 8 : 2 - 13 * (lines.length - 1));
    return el('text', { x, y: first, 'text-anchor': side }, el('title', {}, label), lines.map((line, n) => el('tspan', { x, dy: n ? 13 : 0 }, line)));
  });
  return picture(width, height, title, rings, outline(others, 'peers'), outline(own, 'mine'), words);
}

function widthOf(text) {
  return Array.from(text).reduce((wide, letter) => wide + (letter > '\u2e80' ? 1.8 : 1), 0);
}

function fitting(text, room) {
  const letters = Array.from(text.slice(0, 200));
  if (widthOf(text) <= room) return text;
  while (letters.length > 1 && widthOf(letters.join('')) > room - 1) letters.pop();
  return letters.join('') + '…';
}

// A label in two lines where it is too long for one, broken at a blank or in the middle.
function folded(text, room) {
  if (widthOf(text) <= room) return [text];
  const half = text.length / 2;
  const blanks = Array.from(text.matchAll(/ /g), (match) => match.index).sort((one, other) => Math.abs(one - half) - Math.abs(other - half));
  const at = blanks.length ? blanks[0] : Math.ceil(half);
  return [text.slice(0, at), text.slice(at)].map((line) => fitting(line.trim(), room));
}

// What each part brings to the composite, one bar a part; what is taken off goes to the left.
function contributions(parts, title) {
  const most = Math.max(1, ...parts.map(([, value]) => Math.abs(value)));
  const least = Math.min(0, ...parts.map(([, value]) => value));
  const zero = 172 + (least < 0 ? 60 : 0), scale = (360 - zero) / most;
  const rows = parts.map(([label, value], k) => {
    const y = 28 * k + 4, lines = folded(label, 22), end = Math.abs(value) * Math.min(scale, least < 0 ? 55 / Math.max(-least, 1e-9) : Infinity);
    const words = lines.map((line, n) => el('tspan', { x: 166, dy: n ? 12 : 0 }, line));
    return [el('text', { x: 166, y: y + 15 - 6 * (lines.length - 1), 'text-anchor': 'end' }, el('title', {}, label), words),
      el('rect', { class: value < 0 ? 'taken' : 'bar', x: value < 0 ? zero - end : zero, y, width: end, height: 20 }),
      el('text', { x: zero + (value < 0 ? 4 : end + 5), y: y + 15 }, signed(value).replace('+', ''))];
  });
  return picture(420, 28 * parts.length + 4, title, el('line', { class: 'axis', x1: zero, x2: zero, y1: 0, y2: 28 * parts.length }), rows);
}

// All scores of the class as a cloud of ticks, and one of them with its bounds.
function among(scores, score, low, high, title) {
  const at = (value) => 10 + 3.8 * Math.min(Math.max(value, 0), 100);
  return picture(400, 56, title, el('line', { class: 'axis', x1: 10, x2: 390, y1: 34, y2: 34 }),
    [0, 25, 50, 75, 100].map((mark) => el('text', { x: at(mark), y: 52, 'text-anchor': 'middle' }, String(mark))),
    el('path', { class: 'ticks', d: scores.filter(Number.isFinite).map((value) => `M${at(value).toFixed(1)} 24v10`).join('') }),
    Number.isFinite(low) && Number.isFinite(high) ? el('rect', { class: 'range', x: at(low), y: 8, width: at(high) - at(low), height: 8 }) : null,
    Number.isFinite(score) ? el('path', { class: 'marker', d: `M${at(score)} 34l-6 -14h12z` }) : null);
}
