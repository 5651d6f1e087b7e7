// The data of the page, words in the chosen language, and elements made of text only.

const DATA = JSON.parse(document.getElementById('data').textContent);
const NODES = DATA.nodes;
const METHOD = DATA.method;
const N = DATA.units.count;
const FIRST = NODES.findIndex((node) => node.kind === 'indicator'); // indicators stand behind all groups
const state = { lang: DATA.lang, open: -1, page: 0, sort: null, filter: {}, printing: false };

const TYPES = { f8: Float64Array, f4: Float32Array, u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array };

function unpacked(block) {
  const text = atob(block.b);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new TYPES[block.t](bytes.buffer);
}

// What is costly to make and not always needed is made when it is first asked for.
function later(make) {
  let made;
  return () => (made === undefined ? (made = make()) : made);
}

function column(block) {
  const codes = unpacked(block.codes);
  return (row) => block.words[codes[row]];
}

const unitPeriod = column(DATA.units.periods);
const unitClass = column(DATA.units.classes);

function said(pair) {
  return pair[state.lang === 'zh' ? 1 : 0];
}

function className(unit) {
  return said(DATA.units.classNames[unitClass(unit)]);
}

function t(code, values) {
  return said(DATA.texts[code]).replace(/\{(\w+)\}/g, (all, name) => {
    const value = values && values[name];
    return value === undefined ? all : Array.isArray(value) ? said(value) : String(value);
  });
}

function shortened(text, most) {
  const letters = text.length > most ? Array.from(text) : null;
  return letters && letters.length > most ? letters.slice(0, most - 1).join('') + '…' : text;
}

// A name, isolated so that marks of direction in it change nothing around it; long ones are cut where there is no room.
function name(text, most) {
  const shown = most ? shortened(text, most) : text;
  const found = el('bdi', { class: 'name' }, shown);
  if (shown !== text) found.title = shortened(text, 400);
  return found;
}

// The whole of a name that is cut above, for who wants it.
function fullName(text, most) {
  return shortened(text, most) === text ? null : el('details', { class: 'note' }, el('summary', {}, t('page_full')), name(text));
}

function whole(text, most) {
  return [name(text, most), fullName(text, most)];
}

function el(tag, options, ...children) {
  const svg = SVG.has(tag);
  const found = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(options || {})) {
    if (key.startsWith('on')) found.addEventListener(key.slice(2), value);
    else if (value === true) found.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) found.setAttribute(key, String(value));
  }
  found.append(...there(children));
  return found;
}

function there(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== '');
}

function fillPlace(place, ...children) {
  place.replaceChildren(...there(children));
}

const SVG = new Set(['svg', 'g', 'line', 'rect', 'circle', 'path', 'polygon', 'text', 'tspan', 'title']);

function number(value, digits = 2) {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}

function percent(value, digits = 0) {
  return Number.isFinite(value) ? (value * 100).toFixed(digits) + '%' : '–';
}

function signed(value) {
  return !Number.isFinite(value) ? '–' : Math.abs(value) < 0.005 ? '0.00' : (value > 0 ? '+' : '−') + Math.abs(value).toFixed(2);
}

function interval(low, high, digits = 0) {
  return Number.isFinite(low) && Number.isFinite(high) ? `${number(low, digits)}–${number(high, digits)}` : '–';
}

// A value of an indicator in its unit, without digits that nobody measured.
function amount(value, node) {
  if (!Number.isFinite(value)) return '–';
  return node.percent ? Number((value * 100).toPrecision(6)) + '%' : Number(value.toPrecision(8)) + (node.unit ? ' ' + node.unit : '');
}
