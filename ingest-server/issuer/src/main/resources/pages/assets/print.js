import { SHEET_CODES_MAX, bornIfRelative, qrImage } from './code-card.js';
import { both, byId, element } from './dom.js';
import { say, sayNothing, warn } from './messages.js';
import { wordsOf } from './problems.js';
import { startShell } from './shell.js';
import { current, onChange, start as startState } from './state.js';
import { fetchedBy, isExpired, moment } from './pairs.js';

/** The print sheet: ?codes=self,RELATION,… each as a card to be cut out. Without a network it takes the kept codes. */

const RELATION = /^[\w-]{22}$/;

const asked = (new URLSearchParams(window.location.search).get('codes') ?? 'self')
  .split(',')
  .filter((name) => name === 'self' || RELATION.test(name));
const names = asked.slice(0, SHEET_CODES_MAX);
let shownAs = '';

function codeOf(name, { own, relatives }) {
  return name === 'self' ? own : relatives.find(({ relation }) => relation === name)?.code ?? null;
}

/** What is kept at once; anew where the server says something else. */
function render(state) {
  const codes = names.map((name) => codeOf(name, state)).filter((code) => code !== null);
  const looks = codes.map(({ issued_at: issuedAt, person }) => [issuedAt, person]).join();
  if (looks !== shownAs) {
    shownAs = looks;
    byId('sheet').replaceChildren(...codes.map(card));
  }
  if (!state.isRefreshing) {
    byId('sheet').removeAttribute('aria-busy');
    tell(state.problem, codes.length);
  }
}

function tell(trouble, count) {
  if (count === 0) {
    warn(trouble ? wordsOf(trouble) : ['没有要打印的码。', 'There is no code to print.']);
    return;
  }
  byId('print').disabled = false;
  const more = asked.length - names.length;
  const remarks = [];
  if (more > 0) {
    remarks.push([
      `一次最多打印 ${names.length} 个码，其余 ${more} 个不在此页，请另行打印。`,
      `A sheet takes ${names.length} codes; ${more} more are not on this one: print them apart.`,
    ]);
  }
  if (count < names.length) {
    remarks.push(['有的码没有取到。', 'Not all codes could be had.']);
  } else if (trouble) {
    remarks.push(['这是这台手机中保存的码。', 'These are the codes kept on this phone.']);
  }
  if (remarks.length === 0) {
    sayNothing();
  } else {
    say([remarks.map(([chinese]) => chinese).join(''), remarks.map(([, english]) => english).join(' ')]);
  }
}

function card(code) {
  const expired = isExpired(code);
  return element(
    'article', { class: expired ? 'slip expired' : 'slip' },
    ...['top-left', 'top-right', 'bottom-left', 'bottom-right'].map((corner) => element('span', { class: `cut ${corner}`, 'aria-hidden': 'true' })),
    element('p', { class: 'title' }, both(['核酸采样码', 'Sampling code'])),
    expired ? element('p', { class: 'void' }, both(['已过期，请取新码', 'Expired: get a new code'])) : qrImage(code),
    element('p', { class: 'holder' }, code.masked_name, ...bornIfRelative(code)),
    element('p', { class: 'until' }, both(validUntil(code))),
    element('p', { class: 'what' }, both([
      `采样时请出示此码并核对姓名。${code.fetched_by === 'relative' ? `（${fetchedBy('relative')[0]}）` : ''}`,
      'Show this at the sampling site; check the name.',
    ])));
}

function validUntil(code) {
  const [chinese, english] = moment(code.valid_until);
  return [`有效期至 ${chinese}`, `Valid until ${english}`];
}

export function start() {
  startShell();
  if (names.some((name) => name !== 'self')) {
    byId('back').href = '/pages/relatives';
  }
  byId('print').addEventListener('click', () => window.print());
  onChange(render);
  render(current());
  startState();
}
