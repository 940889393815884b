import { symbolImage } from './code-card.js';
import { byId, element } from './dom.js';
import { say, sayAt, sayNothing, warn, warnAt } from './messages.js';
import { wordsOf } from './problems.js';
import { sheetPdf, titleOf } from './sheet-pdf.js';
import { startShell } from './shell.js';
import { current, onChange, start as startState } from './state.js';
import { fileDate, isExpired, moment, nowMs } from './time.js';
import { markOf } from './who.js';
import { language, t } from './words.js';

/**
 * The print sheet: ?codes=self,RELATION,… or ?codes=all, each as a card to be cut out. It takes the codes that the phone keeps, which
 * are refreshed as on every page. Nothing is printed of a code that has expired.
 */

const RELATION = /^[\w-]{22}$/;
/** A browser that prints says so at once. Those that cannot say nothing. */
const PRINT_PATIENCE_MS = 2_000;

const asked = (new URLSearchParams(window.location.search).get('codes') ?? 'self')
  .split(',')
  .filter((name) => name === 'self' || name === 'all' || RELATION.test(name));

let shownAs = null;
let shown = [];

export function start() {
  startShell();
  if (asked.some((name) => name !== 'self')) {
    byId('back').href = '/pages/relatives';
  }
  byId('print').addEventListener('click', print);
  byId('pdf').addEventListener('click', savePdf);
  onChange(show);
  window.addEventListener('swabline:language', show);
  if (current().own) {
    show();
  }
  startState();
}

/** What is asked for and there, as { code, mark }, and how many are not. */
function found({ own, relatives }) {
  const granted = relatives.filter(({ state }) => state === 'granted');
  const named = asked.includes('all') ? ['self', ...granted.map(({ relation }) => relation)] : asked;
  const entries = named.map((name) => {
    const relative = granted.find(({ relation }) => relation === name);
    return name === 'self' ? { code: own, mark: '' } : { code: relative?.code, mark: relative ? markOf(relative) : '' };
  });
  const there = entries.filter(({ code }) => code);
  return { usable: there.filter(({ code }) => !isExpired(code)), expired: there.filter(({ code }) => isExpired(code)).length,
    missing: entries.length - there.length };
}

function show() {
  const state = current();
  if (state.isRefreshing && !state.own) {
    return;
  }
  const { usable, expired, missing } = found(state);
  const looks = JSON.stringify([language(), usable.map(({ code, mark }) => [code.text, code.masked_name, mark]), expired, missing,
    state.isRefreshing, state.problem?.kind]);
  if (looks === shownAs) {
    return;
  }
  shownAs = looks;
  shown = usable;
  byId('sheet').replaceChildren(...usable.map(slip));
  byId('sheet').removeAttribute('aria-busy');
  byId('print').disabled = usable.length === 0;
  byId('pdf').disabled = usable.length === 0;
  tell(usable.length, expired, state.isRefreshing ? 0 : missing, state.problem);
}

function tell(count, expired, missing, problem) {
  const remarks = [
    ...(expired > 0 ? [t('print.ended', { count: expired })] : []),
    ...(missing > 0 ? [t('print.missing', { count: missing })] : []),
    ...(count > 0 && problem ? [t('print.kept')] : []),
  ];
  if (count === 0) {
    warn([problem ? wordsOf(problem) : t('print.nothing'), ...remarks].join(' '));
  } else if (remarks.length > 0) {
    say(remarks.join(' '));
  } else {
    sayNothing();
  }
}

function slip({ code, mark }) {
  return element(
    'article', { class: 'slip' },
    ...['top-left', 'top-right', 'bottom-left', 'bottom-right'].map((corner) => element('span', { class: `cut ${corner}`, 'aria-hidden': 'true' })),
    element('p', { class: 'title' }, titleOf(code)),
    symbolImage(code),
    element('p', { class: 'holder' }, code.masked_name, mark === '' ? null : element('span', { class: 'mark' }, mark)),
    element('p', { class: 'until' }, t('print.until', { until: moment(code.valid_until) })),
    element('p', { class: 'what' }, t('print.show')));
}

/** Some web views have no print, or one that does nothing. */
function print() {
  const tooLate = setTimeout(() => warnAt(byId('made'), t('print.failed')), PRINT_PATIENCE_MS);
  window.addEventListener('beforeprint', () => clearTimeout(tooLate), { once: true });
  try {
    byId('made').replaceChildren();
    window.print();
  } catch {
    clearTimeout(tooLate);
    warnAt(byId('made'), t('print.failed'));
  }
}

async function savePdf() {
  byId('pdf').disabled = true;
  try {
    const address = URL.createObjectURL(await sheetPdf(shown));
    const name = `${t('print.pdf_file', { day: fileDate(new Date(nowMs()).toISOString()) })}.pdf`;
    sayAt(byId('made'), t('print.pdf_saved'));
    const link = element('a', { class: 'button', href: address, download: name }, t('print.pdf_again'));
    byId('made').append(element('p', { class: 'actions' }, link));
    link.click();
  } catch {
    warnAt(byId('made'), t('print.pdf_failed'));
  } finally {
    byId('pdf').disabled = false;
  }
}
