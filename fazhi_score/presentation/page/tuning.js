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

// What may be set: points from none to all of the group above; a sheet's only item cannot be moved.
function range(id, weights) {
  if (!POINTS) return [0, Infinity];
  const most = points(NODES[id].parent, weights);
  const together = sumOf(NODES[id].beside, weights);
  return most * (together - weights[id]) <= NEXT_TO_NOTHING * together ? [most, most] : [0, most];
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
  const beside = NODES[id].beside;
  const together = sumOf(beside, weights);
  found[id] = together * Math.min(weight / most, 1);
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
  let inPoints = 0;
  NODES.forEach((node, id) => {
    if (!changed(id, weights)) return;
    const own = { weight: inFile(id, weights) };
    merge(own, DATA.tuning.marks[id] || {});
    inPoints += DATA.tuning.inPoints[id] || 0;
    merge(data, { [node.kind === 'group' ? 'groups' : 'indicators']: { [node.id]: own } });
  });
  if (!DATA.tuning.saved) comments.push(t('page_tuning_unsaved', { file: DATA.tuning.extends }));
  if (inPoints) comments.push(t('page_tuning_in_points', { count: inPoints }));
  const told = comments.map((comment) => '# ' + comment.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ') + '\n').join('');
  return told + 'extends:' + yaml(DATA.tuning.extends, 0) + yaml(data, 0) + '\n';
}

function download(file, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = el('a', { href: address, download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
