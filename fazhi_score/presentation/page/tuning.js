// Weights that are moved one at a time, and the tuning file that says them.

const POINTS = METHOD.totalPoints !== null;
const NEXT_TO_NOTHING = 1e-9;
const start = Float64Array.from(NODES, (node) => (node.weight === null ? NaN : node.weight));
state.weights = Float64Array.from(start);

function siblings(id) {
  return NODES[NODES[id].parent].children.filter((child) => NODES[child].weight !== null);
}

function sumOf(ids, weights) {
  return ids.reduce((sum, id) => sum + weights[id], 0);
}

// Points of a node in a sheet of points.
function points(id, weights) {
  if (id === 0) return METHOD.totalPoints;
  return points(NODES[id].parent, weights) * weights[id] / sumOf(NODES[id].beside, weights);
}

// A weight as the file has it: points in a sheet of points.
function inFile(id, weights) {
  return POINTS ? points(id, weights) : weights[id];
}

// Of items that some classes have for themselves: moved alone, those beside them would have other points in each class,
// which no file can say.
function isOwn(id) {
  return POINTS && NODES[id].some && NODES[id].beside.length < siblings(id).length;
}

// What may be set: points from none to all of the group above. A sheet's only item cannot be moved, and a group is left
// with something: a file in which a group has points and what is below has none, or the reverse, is no sheet.
const LEAST_OF_GROUP = 0.01;
function range(id, weights) {
  if (!POINTS) return [0, Infinity];
  const most = points(NODES[id].parent, weights);
  const together = sumOf(NODES[id].beside, weights);
  const isAlone = most * (together - weights[id]) <= NEXT_TO_NOTHING * together;
  if (isAlone || isOwn(id)) return [inFile(id, weights), inFile(id, weights)];
  const least = Math.min(LEAST_OF_GROUP, most / 2);
  const others = NODES[id].beside.some((sibling) => sibling !== id && sibling < FIRST);
  return [id < FIRST ? least : 0, others ? most - least : most];
}

// New weights with one changed: in a sheet of points the siblings absorb the difference in proportion.
function withWeight(weights, id, wanted) {
  const found = Float64Array.from(weights);
  const [least, most] = range(id, weights);
  const weight = Math.min(Math.max(wanted, least), most);
  if (!POINTS) {
    found[id] = weight;
    return sumOf(siblings(id), found) > 0 ? found : weights; // siblings that are all zero weigh nothing
  }
  if (least === most) return weights;
  const all = points(NODES[id].parent, weights);
  const beside = NODES[id].beside;
  const together = sumOf(beside, weights);
  found[id] = together * Math.min(weight / all, 1);
  const left = (together - found[id]) / (together - weights[id]);
  for (const sibling of siblings(id)) {
    if (sibling !== id && (left || beside.includes(sibling))) found[sibling] *= left;
  }
  return found;
}

// Text in quotes: letters and marks that every reader of YAML takes as they are, all else by its number.
function quoted(text) {
  const escapes = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  return '"' + Array.from(text, (letter) => escapes[letter] || (/[ -~\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]/u.test(letter)
    ? letter : '\\U' + letter.codePointAt(0).toString(16).padStart(8, '0'))).join('') + '"';
}

function keyText(text) {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : quoted(text);
}

function yaml(value, depth) {
  if (Array.isArray(value)) return ' [' + value.map((item) => yaml(item, -1).trim()).join(', ') + ']';
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    if (depth < 0 || !entries.length) return ' {' + entries.map(([key, item]) => keyText(key) + ':' + yaml(item, -1)).join(', ') + '}';
    return entries.map(([key, item]) => '\n' + '  '.repeat(depth) + keyText(key) + ':' + yaml(item, depth + 1)).join('');
  }
  return ' ' + (typeof value === 'string' ? quoted(value) : String(value));
}

function changed(id, weights) {
  const { weight, written } = NODES[id];
  return weight !== null && Math.abs(inFile(id, weights) - written) > 1e-12 * Math.max(1, written);
}

// The same weights as settings over the file, each node once and those above first; null where there is no such way.
// In a sheet of points the others give or take: each child is set so that its share among those before it is right.
function settings(weights) {
  let now = Float64Array.from(NODES, (node) => node.written);
  const found = [];
  for (const id of [...order].reverse()) {
    const children = NODES[id].children.filter((child) => NODES[child].weight !== null).sort((one, other) => weights[other] - weights[one]);
    for (const [k, child] of children.entries()) {
      let wanted = weights[child];
      if (POINTS) {
        const before = children.slice(0, k), share = wanted / (sumOf(before, weights) || 1) * sumOf(before, now);
        if (NODES[child].beside.length !== children.length || (k && wanted && !share)) return null;
        if (k === 0) continue;
        const together = sumOf(children, now);
        wanted = points(id, now) * share / (together - now[child] + share);
      }
      if (!/^[\w\-\u4e00-\u9fff]+$/.test(NODES[child].id) ) return null;
      if (Math.abs(inFile(child, now) - wanted) <= 1e-12 * Math.max(1, wanted)) continue;
      now = withWeight(now, child, wanted);
      found.push(`${NODES[child].kind}s.${NODES[child].id}.weight=${wanted}`);
    }
  }
  return Object.keys(DATA.tuning.data).length ? null : found;
}

// How many decisions are in points of items whose full points change: a file would read them anew, settings do not.
function inPoints(weights) {
  return NODES.reduce((sum, node, id) => sum + (changed(id, weights) ? DATA.tuning.inPoints[id] || 0 : 0), 0);
}

function command(weights) {
  const found = settings(weights);
  return found && `--framework ${DATA.tuning.extends} ` + found.map((setting) => `--set "${setting}"`).join(' ');
}

// The tuning file: only what differs from the file that it extends.
function tuningFile(weights) {
  const data = JSON.parse(JSON.stringify(DATA.tuning.data));
  const merge = (target, more) => {
    for (const [key, value] of Object.entries(more)) {
      if (value && typeof value === 'object' && !Array.isArray(value)) merge(target[key] = target[key] || {}, value);
      else target[key] = value;
    }
  };
  const comments = [t('page_tuning_comment')];
  NODES.forEach((node, id) => {
    if (!changed(id, weights)) return;
    const own = { weight: inFile(id, weights) };
    merge(own, DATA.tuning.marks[id] || {});
    merge(data, { [node.kind === 'group' ? 'groups' : 'indicators']: { [node.id]: own } });
  });
  if (!DATA.tuning.saved) comments.push(t('page_tuning_unsaved', { file: DATA.tuning.extends }));
  const count = inPoints(weights);
  if (count) comments.push(t('page_tuning_in_points', { count }), command(weights) || '');
  const told = comments.map((comment) => '# ' + comment.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ') + '\n').join('');
  return told + 'extends:' + yaml(DATA.tuning.extends, 0) + (Object.keys(data).length ? yaml(data, 0) : '') + '\n';
}

function download(file, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = el('a', { href: address, download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
