// One unit down to its facts and where they stand.

const rowsOfFacts = later(() => {
  const counts = unpacked(DATA.facts.counts);
  const from = new Uint32Array(N + 1);
  counts.forEach((count, unit) => { from[unit + 1] = from[unit] + count; });
  const columns = Object.fromEntries(Object.entries(DATA.facts.columns).map(([key, block]) => [key, column(block)]));
  return { from, fact: unpacked(DATA.facts.fact), line: unpacked(DATA.facts.line), columns };
});

function factsOf(unit) {
  const { from, fact, line, columns } = rowsOfFacts();
  const found = new Map();
  for (let row = from[unit]; row < from[unit + 1]; row++) {
    const one = Object.fromEntries(Object.entries(columns).map(([key, of]) => [key, of(row)]));
    one.row = (one.origin || '').replace(/ row $|:$/, (end) => (line[row] ? end + line[row] : '')) || String(line[row]);
    found.set(fact[row], [...(found.get(fact[row]) || []), one]);
  }
  return found;
}

const decisionsOf = later(() => grouped(DATA.decisions, (one) => one.unit));
const alertsOf = later(() => grouped(DATA.alerts.listed, (one) => one[0]));
const problemsOf = later(() => grouped(DATA.ledger || [], (one) => one.region));

function grouped(list, of) {
  const found = new Map();
  for (const one of list) found.set(of(one), [...(found.get(of(one)) || []), one]);
  return found;
}

function sheet(headings, rows, caption) {
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    el('table', { class: 'plain', role: 'table', 'aria-label': caption },
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, headings.map((text) => el('th', { scope: 'col', role: 'columnheader' }, text)))),
      el('tbody', { role: 'rowgroup' }, rows.map((cells) => el('tr', { role: 'row' },
        cells.map((text, k) => el('td', { role: 'cell', 'data-label': headings[k] }, text)))))));
}

function definition(term, ...text) {
  return el('div', {}, el('dt', {}, term), el('dd', {}, ...text));
}

function summary(unit) {
  const s = shownNow.all;
  const why = unranked(unit, s);
  const parts = stateParts(unit);
  return el('dl', { class: 'figures' },
    definition(t('column_composite'), el('strong', {}, number(s.composite[unit])),
      POINTS && METHOD.totalPoints !== 100 ? ` (${number(s.composite[unit] * METHOD.totalPoints / 100)} / ${METHOD.totalPoints})` : ''),
    definition(t('column_rank'), why ? [t('page_no_rank'), el('small', {}, why)] : t('page_rank_of', { rank: s.rank[unit], peers: s.sizes[unit] })),
    METHOD.grades.length ? definition(t('column_grade'), gradeName(s.grade[unit]) || '–') : null,
    definition(t('column_bounds'), interval(s.low[unit], s.high[unit], 1)),
    definition(t('column_possible'), s.peers[unit] > 1 ? `${interval(s.best[unit], s.worst[unit])} / ${s.peers[unit]}` : '–'),
    U ? definition(t(shownNow.moved ? 'page_likely_before' : 'page_likely', { level: percent(U.level) }), interval(U.low[unit], U.high[unit])) : null,
    definition(t('column_coverage'), percent(s.coverage[unit]), el('small', {}, t('page_coverage_parts', parts))),
    definition(t('column_disclosure'), percent(s.disclosure[unit])),
    s.comparable ? definition(t('column_comparable'), number(s.comparable[unit])) : null,
    B && B.periods[unit] ? definition(t('page_before', { period: B.periods[unit] }), `${number(B.composite[unit])} → ${number(s.composite[unit])} (${signed(s.composite[unit] - B.composite[unit])})`,
      el('small', {}, t('page_before_rank', { before: number(B.rank[unit], 0), after: number(s.rank[unit], 0) }))) : null);
}

// Of the coverage: what rests on counts, on printed rates, and beside it what is claimed in words.
function stateParts(unit) {
  const shares = nominal(DATA.classes.patterns[pattern[unit]], state.weights);
  let base = 0, rates = 0, counts = 0, words = 0;
  for (const id of composites) {
    const at = (id - FIRST) * N + unit;
    if (!(flags[at] & FLAG.applies)) continue;
    base += shares[id];
    if (flags[at] & FLAG.printed) rates += shares[id] * cells().stated[at]; else counts += shares[id] * cells().stated[at];
    words += shares[id] * (cells().words.has(at) ? cells().words.get(at) : reasons()[at] === DATA.claimed ? 1 : 0);
  }
  return { counts: percent(base ? counts / base : NaN), rates: percent(base ? rates / base : NaN), words: percent(base ? words / base : NaN) };
}

function pictures(unit) {
  const s = shownNow.all;
  const peers = Array.from({ length: N }, (none, other) => other).filter((other) => classCode[other] === classCode[unit]);
  const labels = tops.map((id) => said(NODES[id].label));
  const own = tops.map((id) => s.nodes[id][unit]);
  const others = tops.map((id) => meanOf(peers.map((other) => s.nodes[id][other])));
  const found = [];
  if (tops.length > 2) {
    found.push(el('figure', {}, el('figcaption', {}, t('page_radar', { peers: peers.length })), radar(labels, own, others,
      t('page_radar', { peers: peers.length }) + ': ' + labels.map((label, k) => `${label} ${number(own[k])} (${number(others[k])})`).join(', '))));
  }
  if (sums && Number.isFinite(s.composite[unit])) {
    const shares = effective(unit, s, state.weights);
    const parts = NODES[0].scored.filter((id) => Number.isFinite(s.nodes[id][unit])).map((id) => [said(NODES[id].label), shares[id] * s.nodes[id][unit]]);
    const off = s.composite[unit] - s.nodes[0][unit];
    if (Math.abs(off) > 1e-9) parts.push([t('page_adjustments'), off]);
    found.push(el('figure', {}, el('figcaption', {}, t('page_contributions')), contributions(parts,
      t('page_contributions') + ': ' + parts.map(([label, value]) => `${label} ${signed(value)}`).join(', '))));
  } else if (!sums) found.push(el('figure', {}, el('figcaption', {}, t('page_no_contributions'))));
  if (!METHOD.ordering) {
    found.push(el('figure', {}, el('figcaption', {},
      t('page_among', { peers: peers.length })), among(peers.map((other) => s.composite[other]), s.composite[unit], s.low[unit], s.high[unit],
      t('page_among', { peers: peers.length }) + `: ${number(s.composite[unit])}, ${t('column_bounds')} ${interval(s.low[unit], s.high[unit], 1)}`)));
  }
  return el('div', { class: 'pictures' }, found);
}

function placeText(row) {
  return [row.source, row.location].filter(Boolean).join(' ') || '–';
}

function factTable(ids, facts, caption) {
  const rows = ids.flatMap((id) => {
    const { label: pair, unit } = DATA.factNames[id];
    const label = () => [name(said(pair)), unit && unit !== 'percent' ? ` (${unit})` : ''];
    const own = facts.get(id);
    if (!own) return [[label(), el('span', { class: 'gap' }, t('page_not_stated')), '', '']];
    return own.map((row) => [label(), [whole(row.written, 400),
      row.status !== 'reported' ? el('small', {}, said(DATA.texts['status_' + row.status])) : null,
      row.scope && row.scope !== 'own' ? el('small', {}, row.scope) : null, row.span ? el('small', {}, t('span_' + row.span)) : null,
        row.item ? el('small', {}, name(row.item)) : null],
    [whole(placeText(row), 400), el('small', {}, row.row)], [row.quote ? el('q', {}, whole(row.quote, 400)) : '',
      row.note ? el('small', {}, name(row.note)) : '']]);
  });
  return rows.length ? sheet([t('page_fact'), t('page_value'), t('page_place'), t('page_quote')], rows, caption) : null;
}

function decisionList(list) {
  return list.length ? el('ul', { class: 'decisions' }, list.map((one) => el('li', {}, t('page_decision', {
    id: one.id, states: one.states.map(said).join(' → '), rule: amount(one.rule_alone === null ? NaN : one.rule_alone, {}), points: amount(one.score === null ? NaN : one.score, {}),
    full: amount(one.full === null ? NaN : one.full, {}), reason: one.reason || '–', evidence: one.evidence || '–', by: one.decided_by
      || '–', date: one.date || '–' }),
  one.note ? el('small', {}, one.note) : null, el('small', {}, one.place)))) : null;
}

function alertList(list) {
  return list.length ? el('ul', { class: 'alerts' }, list.map(([, id, level, raised, when, note]) => el('li', { class: raised ? 'raised' : 'unknown' },
    t(raised ? 'page_alert' : 'page_alert_unknown', { level, when, node: id ? NODES[id].label : DATA.label }), note ? el('small', {}, note) : null))) : null;
}

function indicatorDetails(id, unit, shares, facts) {
  const node = NODES[id], at = (id - FIRST) * N + unit, score = cells().score[at], reason = reasons()[at];
  const counts = composites.includes(id);
  const gap = reason !== 0 ? said(DATA.reasons[reason]) + (counts ? ' → ' + said(DATA.texts['policy_' + (node.policies[reason]
    || 'exclude')]) : '') : '';
  const full = POINTS && counts ? points(id, state.weights) : NaN;
  const figures = [
    el('span', { class: 'figure' }, Number.isFinite(score) ? number(score) : el('span', { class: 'gap' }, '–')),
    el('span', { class: 'note' }, !counts ? t(node.layer === 'neutral' ? 'page_neutral' : 'page_only_disclosure')
      : POINTS ? t('page_points_of', { points: number(score / 100 * full), full: number(full) }) : t('page_share', { share: percent(shares[id], 1) })),
  ];
  const open = decisionsOf().get(unit) || [];
  const told = [node.classRules[unitClass(unit)] || node.rule, node.formula, node.stated, node.basis];
  const value = values()[at];
  return el('details', { class: 'indicator', 'data-node': node.id },
    el('summary', {}, el('span', { class: 'label' }, name(said(node.label), 80)), Number.isFinite(score) ? scoreBar(score, cells().low[at], cells().high[at], number(score)) : null, figures,
      gap ? el('span', { class: 'gap' }, '∅ ' + gap) : null, flags[at] & FLAG.decided ? el('span', { class: 'note' }, t('page_decided')) : null),
    fullName(said(node.label), 80), el('dl', {}, Number.isFinite(value) ? definition(t('page_value'), amount(value, node),
      el('small', {}, flags[at] & FLAG.printed && node.stated ? t('page_printed') : '')) : null,
      node.layer !== 'neutral' ? definition(t('page_rule'), said(told[0])) : null, told[1] ? definition(t('page_formula'), told[1]) : null,
        told[2] ? definition(t('page_stated'), told[2]) : null,
      node.items.length ? definition(t('page_items'), node.items.map(([en, zh, formula]) => `${said([en, zh])}: ${formula}`).join('; ')) : null,
      told[3] ? definition(t('page_basis'), told[3]) : null),
    B ? beforeNote(id, unit, score) : null,
    decisionList(open.filter((one) => one.node === id)), alertList((alertsOf().get(unit) || []).filter((one) => one[1] === id)),
    unit < DATA.facts.units ? factTable(node.facts, facts, said(node.label)) : null);
}

function beforeNote(id, unit, score) {
  const k = B.nodes.indexOf(id);
  const was = k < 0 ? NaN : B.scores[k * N + unit];
  return Number.isFinite(was) || Number.isFinite(score) ? el('p', { class: 'note' }, t('page_node_before', { period: B.periods[unit]
    || '–', before: number(was), after: number(score) })) : null;
}

function groupSection(id, unit, shares, facts, level) {
  const node = NODES[id], s = shownNow.all, scores = s.nodes[id];
  const score = scores ? scores[unit] : NaN;
  return el('section', { class: 'group' },
    el('h' + Math.min(level, 6), {}, name(said(node.label), 160), ' ', el('span', { class: 'figure' }, number(score)), ' ',
      el('small', {}, node.scored.length
        ? [POINTS ? t('page_points_of', { points: number(score / 100 * points(id, state.weights)), full: number(points(id, state.weights)) }) : t('page_share', { share: percent(shares[id], 1) }),
        node.how === 'arithmetic' ? '' : ' · ' + said(node.howLabel)] : t('page_not_counted'))),
    fullName(said(node.label), 160), B ? beforeNote(id, unit, score) : null, alertList((alertsOf().get(unit) || []).filter((one) => one[1] === id)),
    node.children.map((child) => (child < FIRST ? groupSection(child, unit, shares, facts, level + 1) : indicatorDetails(child, unit, shares, facts))));
}

function adjustmentSection(unit, facts) {
  if (!DATA.adjustmentNames.length) return null;
  const open = decisionsOf().get(unit) || [];
  const effects = adjustmentEffects();
  return el('section', {}, el('h3', {}, t('page_adjustments')), DATA.adjustmentNames.map((node, k) => {
    const points = effects[k].points[unit];
    const what = ['page_effect_idle', 'page_effect_struck', 'page_effect_unknown'][effects[k].state[unit]];
    const figure = node.kind === 'bonus' || node.kind === 'penalty' ? signed(points) : Number.isFinite(points) ? '≤ ' + number(points) : '';
    return el('details', { class: 'indicator', 'data-node': node.id }, el('summary', {}, el('span', { class: 'label' }, name(said(node.label), 80)),
      el('span', { class: 'figure' }, effects[k].state[unit] === 1 ? figure : '–'), el('span', { class: 'note' }, t(what))),
      el('dl', {}, definition(t('page_rule'), said(node.rule)), node.basis ? definition(t('page_basis'), node.basis) : null),
      decisionList(open.filter((one) => one.item === node.id)), unit < DATA.facts.units ? factTable(node.facts, facts, said(node.label)) : null);
  }));
}
const adjustmentEffects = later(() => DATA.adjustments.effects.map((one) => ({ points: unpacked(one.points), state: unpacked(one.state) })));

function problemSection(unit) {
  if (!DATA.ledger) return null;
  const list = problemsOf().get(DATA.units.ids[unit]) || [];
  const rows = list.map((one) => [name(one.id), one.period, [name(one.dimension),
    el('small', {}, said(one.source))], name(one.problem), name(one.responsible),
    [one.deadline, one.overdue ? el('strong', { class: 'overdue' }, ' ' + t('page_overdue')) : ''], said(one.state), [name(one.answer),
      el('small', {}, name(one.evidence))]]);
  return el('section', {}, el('h3', {}, t('page_problems', { count: list.length, open: list.filter((one) => one.open).length })), rows.length
    ? sheet(['id', 'found', 'dimension', 'problem', 'responsible', 'deadline', 'state', 'answer'].map((key) => t('page_problem_' + key)), rows,
      t('page_problem_list')) : null);
}

function drawProfile() {
  const place = document.getElementById('profile');
  const unit = state.open;
  place.hidden = unit < 0;
  if (unit < 0) { place.replaceChildren(); return; }
  const opened = new Set(Array.from(place.querySelectorAll('details[open]'), (one) => one.dataset.node));
  const facts = unit < DATA.facts.units ? factsOf(unit) : new Map();
  const shares = effective(unit, shownNow.all, state.weights);
  const back = el('button', { type: 'button', class: 'back', onclick: close }, t('page_back'));
  fillPlace(place, el('h2', { tabindex: -1, id: 'profile-title' }, name(DATA.units.names[unit], 160), ' ',
    el('small', {}, [unitPeriod(unit), className(unit), DATA.units.ids[unit] === DATA.units.names[unit] ? '' : shortened(DATA.units.ids[unit], 60)].filter(Boolean).join(' · '))),
    fullName(DATA.units.names[unit], 160), back, summary(unit), pictures(unit), alertList((alertsOf().get(unit) || []).filter((one) => one[1] === 0)),
    unit < DATA.facts.units ? null : el('p', { class: 'note' }, t('page_facts_left_out', { count: DATA.facts.units, all: N })),
    B && B.ownScales ? el('p', { class: 'note' }, t('page_before_scales')) : null, B && B.otherFramework ? el('p', { class: 'note' },
      t('page_before_framework')) : null,
    NODES[0].children.map((id) => (id < FIRST ? groupSection(id, unit, shares, facts, 3) : indicatorDetails(id, unit, shares, facts))), adjustmentSection(unit, facts), problemSection(unit));
  for (const one of place.querySelectorAll('details')) one.open = opened.has(one.dataset.node);
}
