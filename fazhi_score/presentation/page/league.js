// The league table: columns, filters, order, pages.

const PAGE = 50;
const shownNow = { all: given(), moved: false }; // what stands in the table, and whether weights were moved
const U = DATA.uncertainty ? Object.fromEntries(Object.entries(DATA.uncertainty)
  .map(([key, block]) => [key, block && block.b ? unpacked(block) : block])) : null;
const B = DATA.before ? Object.fromEntries(Object.entries(DATA.before)
  .map(([key, block]) => [key, block && block.b ? unpacked(block) : block])) : null;
const several = (of) => new Set(Array.from({ length: N }, (none, unit) => of(unit))).size > 1;
const tops = NODES[0].scored.filter((id) => id < FIRST);

function gradeName(number) {
  return number >= 0 && METHOD.grades[number] ? METHOD.grades[number][0] : '';
}

function columnList() {
  const s = shownNow.all;
  const found = [
    { key: 'rank', label: t('column_rank'), value: (u) => s.rank[u], text: (u) => number(s.rank[u], 0), up: true },
    { key: 'name', label: t('column_name'), value: (u) => DATA.units.names[u], up: true },
  ];
  if (several(unitPeriod)) found.push({ key: 'period', label: t('column_period'), value: unitPeriod, up: true });
  if (several(unitClass)) found.push({ key: 'class', label: t('column_class'), value: className, up: true });
  found.push({ key: 'composite', label: t('column_composite'), value: (u) => s.composite[u], cell: compositeCell });
  if (METHOD.totalPoints !== null && METHOD.totalPoints !== 100) {
    found.push({ key: 'points', label: t('page_points'), value: (u) => s.composite[u] * METHOD.totalPoints / 100 });
  }
  found.push({ key: 'bounds', label: t('column_bounds'), value: (u) => s.low[u], text: (u) => interval(s.low[u], s.high[u], 1) });
  found.push({ key: 'possible', label: t('column_possible'), value: (u) => s.best[u], up: true,
    text: (u) => (s.peers[u] > 1 ? `${interval(s.best[u], s.worst[u])} / ${s.peers[u]}` : '–') });
  if (U) found.push({ key: 'likely', label: t(shownNow.moved ? 'page_likely_before' : 'page_likely', { level: percent(U.level) }),
    value: (u) => U.low[u], up: true, cell: likelyCell });
  if (METHOD.grades.length) found.push({ key: 'grade', label: t('column_grade'), value: (u) => s.grade[u], text: (u) => gradeName(s.grade[u])
    || '–' });
  found.push({ key: 'coverage', label: t('column_coverage'), value: (u) => s.coverage[u], text: (u) => percent(s.coverage[u]) });
  found.push({ key: 'disclosure', label: t('column_disclosure'), value: (u) => s.disclosure[u], text: (u) => percent(s.disclosure[u]) });
  if (s.comparable) found.push({ key: 'comparable', label: t('column_comparable'), value: (u) => s.comparable[u] });
  if (B) found.push({ key: 'change', label: t('page_change'), value: (u) => s.composite[u] - B.composite[u], text: (u) => signed(s.composite[u] - B.composite[u]) });
  tops.forEach((id) => found.push({ key: 'node' + id, label: said(NODES[id].label), value: (u) => s.nodes[id][u], wide: true }));
  return found;
}

function compositeCell(u) {
  const s = shownNow.all;
  const bar = METHOD.ordering ? null : scoreBar(s.composite[u], s.low[u], s.high[u],
    `${number(s.composite[u])} (${t('column_bounds')} ${interval(s.low[u], s.high[u], 1)})`);
  return [el('span', { class: 'figure' }, number(s.composite[u])), bar];
}

function likelyCell(u) {
  const text = interval(U.low[u], U.high[u]);
  return [el('span', { class: 'figure' }, text), rankBar(shownNow.moved ? NaN : shownNow.all.rank[u], U.low[u], U.high[u], shownNow.all.peers[u], text)];
}

function fits(u) {
  const { words, period, class: kind, grade, only } = state.filter;
  return (!words || (DATA.units.names[u] + '\n' + DATA.units.ids[u]).toLowerCase().includes(words))
    && (!period || unitPeriod(u) === period) && (!kind || unitClass(u) === kind)
    && (!grade || gradeName(shownNow.all.grade[u]) === grade) && (!only || Number.isFinite(shownNow.all.rank[u]));
}

// Units that fit the filter, in the order chosen; who has no number stands behind, whatever the direction.
function listed(columns) {
  const units = Array.from({ length: N }, (none, unit) => unit).filter(fits);
  const by = state.sort && columns.find((column) => column.key === state.sort.key);
  if (!by && !shownNow.moved) return units;
  const { value } = by || columns[0];
  const sign = by && state.sort.down ? -1 : 1;
  const gone = (x) => x !== x || x === -1 || x === '';
  const keys = units.map(value);
  const compared = typeof keys[0] === 'string' ? new Intl.Collator(state.lang === 'zh' ? 'zh-CN' : 'en', { numeric: true }).compare : (x, y) => x - y;
  const group = by ? () => 0 : (k) => (classCode[units[k]] < 0 ? N : classCode[units[k]]); // in no class: last
  return units.map((unit, k) => k).sort((k, j) => group(k) - group(j) || gone(keys[k]) - gone(keys[j])
    || (gone(keys[k]) ? 0 : sign * compared(keys[k], keys[j])) || k - j).map((k) => units[k]);
}

function heading(column) {
  const now = state.sort && state.sort.key === column.key ? (state.sort.down ? 'descending' : 'ascending') : null;
  const mark = now ? (state.sort.down ? ' ▼' : ' ▲') : '';
  const sort = () => {
    state.sort = now ? { key: column.key, down: !state.sort.down } : { key: column.key, down: !column.up };
    state.page = 0;
    drawLeague();
    document.querySelector(`[data-sort="${column.key}"]`).focus();
  };
  // on paper a heading stands on every page, which a button could not
  return el('th', { scope: 'col', role: 'columnheader', 'aria-sort': now, class: `${column.key}${column.wide ? ' wide' : ''}` }, state.printing ? name(column.label, 24)
    : el('button', { type: 'button', class: 'sort', 'data-sort': column.key, onclick: sort }, name(column.label, 24),
      el('span', { 'aria-hidden': 'true' }, mark)));
}

function cell(column, u) {
  const options = { role: 'cell', 'data-label': shortened(column.label, 40), class: `${column.key}${column.wide ? ' wide' : ''}` };
  if (column.key === 'name') {
    const open = el('a', { href: '#' + address(u), class: 'region', 'data-unit': u }, name(DATA.units.names[u], 40));
    return el('th', { ...options, scope: 'row', role: 'rowheader' }, open);
  }
  if (column.cell) return el('td', options, column.cell(u));
  const text = column.text ? column.text(u) : typeof column.value(u) === 'string' ? name(column.value(u), 24) : number(column.value(u));
  const why = column.key === 'rank' ? unranked(u, shownNow.all) : '';
  return el('td', { ...options, title: why || null }, text, why ? el('span', { class: 'unseen' }, ' ' + why) : null);
}

function drawLeague() {
  const columns = columnList();
  const units = listed(columns);
  const pages = Math.max(Math.ceil(units.length / PAGE), 1);
  state.page = Math.min(state.page, pages - 1);
  const rows = state.printing ? units : units.slice(state.page * PAGE, (state.page + 1) * PAGE);
  const table = el('table', { role: 'table', 'aria-label': t('page_league'), 'aria-describedby': 'count' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, columns.map(heading))),
    el('tbody', { role: 'rowgroup' }, rows.map((u) => el('tr', { role: 'row', class: u === state.open ? 'open' : '' }, columns.map((column) => cell(column, u))))));
  const place = document.getElementById('league');
  place.classList.remove('tight');
  place.replaceChildren(table);
  // where there is no room for them, scores of dimensions are left to the profiles
  const tight = !state.printing && table.offsetWidth > place.clientWidth + 1;
  place.classList.toggle('tight', tight);
  document.getElementById('tight').hidden = !tight;
  document.getElementById('count').textContent = t('page_count', { count: units.length, all: N });
  const turn = (to) => () => { state.page = to; drawLeague(); document.getElementById('pages').querySelector('button:not([disabled])').focus(); };
  const button = (label, to, off) => el('button', { type: 'button', disabled: off, onclick: turn(to) }, t(label));
  document.getElementById('pages').replaceChildren(...(pages === 1 ? [] : [button('page_previous', state.page - 1, state.page === 0),
    el('span', {}, t('page_of', { page: state.page + 1, pages })), button('page_next', state.page + 1, state.page === pages - 1)]));
}

function filters() {
  const apply = (key, value) => { state.filter[key] = value; state.page = 0; drawLeague(); };
  const choice = (key, label, options, told = (option) => option) => el('label', {}, label,
    el('select', { id: 'filter-' + key, onchange: (event) => apply(key, event.target.value) },
    el('option', { value: '' }, t('page_all')),
    options.map((option) => el('option', { value: option, selected: state.filter[key] === option }, shortened(told(option), 40)))));
  const all = (of) => [...new Set(Array.from({ length: N }, (none, unit) => of(unit)))].filter(Boolean).sort();
  return el('div', { class: 'filters', role: 'search' },
    el('label', {}, t('page_search'), el('input', { type: 'search', id: 'filter-words', value: state.filter.words || '',
      oninput: (event) => apply('words', event.target.value.trim().toLowerCase()) })),
    several(unitPeriod) ? choice('period', t('column_period'), all(unitPeriod)) : null,
    several(unitClass) ? choice('class', t('column_class'), all(unitClass), (kind) => said(DATA.units.classNames[kind])) : null,
    METHOD.grades.length ? choice('grade', t('column_grade'), METHOD.grades.map(([grade]) => grade).reverse()) : null,
    el('label', { class: 'check' }, el('input', { type: 'checkbox', id: 'filter-only', checked: Boolean(state.filter.only),
      onchange: (event) => apply('only', event.target.checked) }), t('page_only_ranked')));
}
