// The page as a whole: its frame, the two languages, addresses, printing.

const original = shownNow.all;
const page = { standing, original, withWeight, tuningFile, settings, nodes: NODES, start, times: [], names: DATA.units.names, get weights() { return state.weights; }, get shown() { return shownNow.all; } };
window.fazhiPage = page;

function address(unit) {
  return encodeURIComponent(DATA.units.ids[unit]) + '/' + encodeURIComponent(unitPeriod(unit));
}

function frame() {
  const other = state.lang === 'zh' ? 'en' : 'zh';
  document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
  document.title = shortened(said(DATA.label).replace(/\s+/g, ' '), 120);
  const marks = { error: '✗', warning: '!', note: '·' };
  document.getElementById('page').replaceChildren(
    el('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); document.getElementById('main').focus(); } },
      t('page_skip')),
    el('header', {}, el('h1', {}, name(said(DATA.label), 160)),
      el('p', { class: 'about' }, [t('page_about', { count: N, date: DATA.date }), DATA.edition ? t('page_edition', { edition: DATA.edition }) : ''].filter(Boolean).join(' · ')),
      el('div', { class: 'buttons' },
        el('button', { type: 'button', id: 'language', lang: other === 'zh' ? 'zh-CN' : 'en', onclick: () => speak(other) }, other === 'zh' ? '中文' : 'English'),
        el('button', { type: 'button', id: 'print', onclick: () => window.print() }, t('page_print')),
        el('button', { type: 'button', class: 'to-weights', onclick: () => { const panel = document.getElementById('panel'); panel.scrollIntoView(); panel.focus({ preventScroll: true }); } }, t('page_weights')))),
    el('main', { id: 'main', tabindex: -1 },
      el('section', { id: 'table' }, filters(), el('p', { id: 'count', role: 'status' }),
        el('div', { id: 'league', class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('page_league') }),
          el('nav', { id: 'pages', 'aria-label': t('page_pages') }), el('p', { class: 'note', id: 'tight', hidden: true }, t('page_tight')),
          el('p', { class: 'note' }, t('page_legend'))),
      el('section', { id: 'profile', hidden: true, 'aria-labelledby': 'profile-title' }),
      DATA.notes.listed.length ? el('details', { class: 'notes' }, el('summary', {},
        t('page_notes', { count: DATA.notes.listed.length + DATA.notes.more })),
        el('ul', {}, DATA.notes.listed.map(([severity, text, hint]) => el('li', { class: severity }, `${marks[severity]} `, said(text), said(hint) ? el('small', {}, said(hint)) : null))),
        DATA.notes.more ? el('p', {}, t('page_more', { count: DATA.notes.more })) : null) : null,
      robustness(),
      el('details', { class: 'notes' }, el('summary', {}, t('page_origin')),
        el('p', { class: 'hash' }, Object.entries(DATA.hashes).map(([key, hash]) => `${key}: ${hash}`).join(' · ')))),
    el('aside', { id: 'panel', tabindex: -1, 'aria-label': t('page_weights') }));
  drawLeague();
  drawProfile();
  drawPanel();
}

function robustness() {
  if (!U && !DATA.sensitivity) return null;
  const table = DATA.sensitivity && said(DATA.sensitivity);
  return el('section', { class: 'robustness' }, el('h2', {}, t('page_robustness')),
    U ? el('p', {}, t('page_uncertainty', { draws: U.draws, seed: U.seed, level: percent(U.level), sources: U.sources.map(said).join(said([', ', '、'])) })) : null,
    table ? [el('p', {}, t('page_sensitivity')), sheet(table.columns, table.rows, t('page_sensitivity'))] : null);
}

function speak(lang) {
  state.lang = lang;
  frame();
  document.getElementById('language').focus();
}

// The unit in the address, -1 where there is none.
function addressed() {
  const [region, period] = location.hash.slice(1).split('/').map((part) => { try { return decodeURIComponent(part); } catch { return ''; } });
  return region ? DATA.units.ids.findIndex((id, unit) => id === region && (period === undefined || unitPeriod(unit) === period)) : -1;
}

function follow() {
  state.open = addressed();
  drawLeague();
  drawProfile();
  const title = document.getElementById('profile-title');
  if (title) { title.scrollIntoView(); title.focus({ preventScroll: true }); }
}

function close() {
  const unit = state.open;
  history.replaceState(null, '', location.pathname + location.search);
  follow();
  const link = document.querySelector(`[data-unit="${unit}"]`);
  (link || document.getElementById('main')).focus();
}

function printed(on) {
  state.printing = on;
  drawLeague();
}

state.open = addressed();
frame();
window.addEventListener('hashchange', follow);
window.addEventListener('beforeprint', () => printed(true));
window.addEventListener('afterprint', () => printed(false));
requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.ready = performance.now().toFixed(0); }));
