// The panel of weights: a slider and a number for each node, the file to download, and what moved.

const nodeControls = new Map();
let announced = 0;

function weightText(id) {
  return Number(inFile(id, state.weights).toPrecision(10));
}

function upper(id) {
  const [, most] = range(id, state.weights);
  return Number.isFinite(most) ? most : 4 * Math.max(1e-9, ...siblings(id).map((one) => start[one]));
}

function control(id) {
  const label = said(NODES[id].label);
  const [least, most] = range(id, state.weights);
  const share = el('span', { class: 'share' });
  const set = (event) => { if (event.target.value !== ''
    && Number.isFinite(Number(event.target.value))) move(id, Number(event.target.value), event.target); };
  const slider = el('input', { type: 'range', min: 0, step: 'any', 'data-slider': NODES[id].id, 'aria-label': t('page_weight_of', { node: label }), disabled: least === most, oninput: set });
  const box = el('input', { type: 'number', min: 0, step: 'any', 'data-number': NODES[id].id, 'aria-label': t('page_number_of', { node: label }), disabled: least === most, oninput: set });
  nodeControls.set(id, { slider, box, share });
  return el('div', { class: 'weight' },
    el('span', { class: 'label' }, name(label, 60), least === most ? el('small', {}, t(isOwn(id) ? 'page_own' : 'page_alone')) : null), slider, box, share);
}

function branch(id) {
  const children = NODES[id].children.filter((child) => NODES[child].weight !== null && (POINTS || NODES[id].scored.includes(child)));
  return children.map((child) => {
    if (child >= FIRST) return control(child);
    const inner = el('div', {});
    // sliders of what is below are made when somebody looks at them
    const below = el('details', { class: 'below', ontoggle: () => { if (below.open
      && !inner.firstChild) { inner.append(...branch(child)); fill(); } } },
      el('summary', {}, t('page_below', { node: shortened(said(NODES[child].label), 40) })), inner);
    return el('div', { class: 'branch' }, control(child), NODES[child].scored.length ? below : null);
  });
}

// Write the weights in use into all controls but the one that is being moved.
function fill(source) {
  const shares = nominal('1'.repeat(NODES.length), state.weights);
  for (const [id, { slider, box, share }] of nodeControls) {
    slider.min = range(id, state.weights)[0];
    slider.max = upper(id);
    if (slider !== source) slider.value = inFile(id, state.weights);
    if (box !== source) box.value = weightText(id);
    share.textContent = POINTS ? t('page_points_short', { points: number(points(id, state.weights), 1) }) : percent(shares[id], 1);
    slider.setAttribute('aria-valuetext', share.textContent);
  }
}

function move(id, weight, source) {
  state.weights = withWeight(state.weights, id, weight);
  recompute(source);
}

function recompute(source) {
  const began = performance.now();
  shownNow.moved = NODES.some((node, id) => node.weight !== null && state.weights[id] !== start[id]);
  shownNow.all = shownNow.moved ? { ...standing(state.weights), disclosure: original.disclosure } : original;
  const took = performance.now() - began;
  page.times.push(took);
  fill(source);
  cancelAnimationFrame(recompute.frame);
  recompute.frame = requestAnimationFrame(() => { drawLeague(); drawProfile(); tellMoves(); });
}

// Say whose rank moved most, once the slider rests.
function tellMoves() {
  clearTimeout(announced);
  document.getElementById('reset').disabled = !shownNow.moved;
  const count = inPoints(state.weights);
  fillPlace(document.getElementById('in-points'), count ? [t('page_tuning_in_points', { count }), el('code', {}, command(state.weights)
    || '')] : null);
  const moves = Array.from({ length: N }, (none, unit) => [unit, original.rank[unit], shownNow.all.rank[unit]])
    .filter(([, before, after]) => Number.isFinite(before) && Number.isFinite(after) && before !== after);
  moves.sort((one, other) => Math.abs(other[2] - other[1]) - Math.abs(one[2] - one[1]));
  const grades = Array.from(shownNow.all.grade).filter((grade, unit) => grade !== original.grade[unit]).length;
  const largest = moves.slice(0, 3).map(([unit, before, after]) => t('page_moved_one', { name: shortened(DATA.units.names[unit], 20), before, after }));
  announced = setTimeout(() => {
    document.getElementById('moves').textContent = shownNow.moved
      ? t('page_moved', { count: moves.length, grades }) + (largest.length ? ' ' + largest.join(said(['; ', '；'])) : '') : t('page_not_moved');
  }, 250);
}

function reset() {
  state.weights = Float64Array.from(start);
  recompute();
}

function drawPanel() {
  nodeControls.clear();
  const place = document.getElementById('panel');
  const title = el('h2', {}, t('page_weights'));
  if (METHOD.fixed) {
    place.replaceChildren(title, el('p', { class: 'note', id: 'fixed' }, t(METHOD.fixed[0], METHOD.fixed[1])));
    return;
  }
  fillPlace(place, title, el('p', { class: 'note' }, t(POINTS ? 'page_weights_points' : 'page_weights_relative')),
    METHOD.made.length ? el('p', { class: 'note', id: 'made' }, t('page_weights_made', { methods: METHOD.made.map(said).join(', ') })) : null,
    ...branch(0),
    el('p', { id: 'moves', role: 'status', 'aria-live': 'polite' }, t('page_not_moved')),
    el('div', { class: 'buttons' },
      el('button', { type: 'button', id: 'download', onclick: () => download(`${DATA.id}-tuned.yaml`, tuningFile(state.weights)) },
      t('page_download')),
      el('button', { type: 'button', id: 'reset', disabled: !shownNow.moved, onclick: reset }, t('page_reset'))),
    el('p', { class: 'note' }, t('page_download_note', { file: DATA.tuning.extends })), el('p', { class: 'note', id: 'in-points' }));
  fill();
}
