import { get } from './api.js';
import { codeCard } from './code-card.js';
import { button, buttonLink, byId, element } from './dom.js';
import { showFull } from './full-screen.js';
/* relatives */
import { startGuardians } from './guardians.js';
/* /relatives */
import { place, sayAt, sayNothing, warn, warnAt } from './messages.js';
import { save } from './picture.js';
import { appName, wordsOf } from './problems.js';
import { reissued } from './reissue.js';
import { showLogout, startShell } from './shell.js';
import { confirmEnter, current, keepOwn, onChange, refresh, start as startState } from './state.js';
import { ago, daysLeft, isExpired } from './time.js';
import { endParams, endsSoon } from './validity.js';
import { language, t } from './words.js';

/** My code: the kept one at once, then the server's. */

const LOOK_MS = 30_000;

let shownAs = '';
/** What happened to the code, beside its buttons; of this code, not of one that was replaced. */
let told = null;
let shownCode = null;

export function start() {
  startShell();
  onChange(show);
  window.addEventListener('swabline:language', () => {
    told?.replaceChildren();
    show();
  });
  /* relatives */
  startGuardians();
  /* /relatives */
  showKept();
  startState();
  setInterval(show, LOOK_MS);
}

/** Without a kept code there is nothing to say before the server is asked. */
function showKept() {
  if (current().own) {
    show();
  }
}

function show() {
  const state = current();
  showStanding(state);
  showLogout(Boolean(state.own));
  if (state.asking) {
    showAsking(state.asking);
  } else if (state.own) {
    showCode(state.own, state);
  } else if (!state.isRefreshing) {
    showNothing(state.problem);
  }
}

/** Leaves the code as it is if it shows just that, and with it the focus and a picture that is being saved. */
function showCode(code, state) {
  const looks = [code.text, code.valid_until, daysLeft(code), isExpired(code), state.isSignedIn, state.problem?.kind, language()].join();
  if (looks === shownAs) {
    return;
  }
  shownAs = looks;
  const hadFocus = byId('code').contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
  told = told ?? place('told');
  if (code.text !== shownCode) {
    told.replaceChildren();
    shownCode = code.text;
  }
  byId('code').replaceChildren(
    codeCard(code, () => !isExpired(code) && showFull(code)),
    ...(isExpired(code) ? ended(state) : usable(code, state)),
    told);
  byId('code').removeAttribute('aria-busy');
  byId('advice').hidden = isExpired(code);
  if (hadFocus) {
    byId('code').querySelector(`[data-action="${hadFocus}"]`)?.focus();
  }
}

function action(name, made) {
  made.dataset.action = name;
  return made;
}

function usable(code, state) {
  return [
    ...(endsSoon(code) ? [element('p', { class: 'notice end' }, `${t('mine.ends_soon', endParams(code))} ${nextStep(state)}`)] : []),
    element('div', { class: 'actions' },
      action('full', button('mine.full', 'primary', () => showFull(code))),
      action('save', button('mine.save', '', () => save(code, '', told))),
      action('print', buttonLink('mine.print', '/pages/print?codes=self')),
      action('reissue', button('mine.reissue', '', reissue))),
  ];
}

/** Nothing is saved or printed of it: nobody could be registered by that. */
function ended(state) {
  return [
    element('p', { class: 'notice alert end' }, `${t('mine.ended')} ${nextStep(state)}`),
    ...(isSignedOut(state) ? [] : [element('div', { class: 'actions' }, action('new', button('mine.get_new', 'primary', getNew)))]),
  ];
}

function nextStep(state) {
  if (isSignedOut(state)) {
    return t('mine.how_new', { app: appName() });
  }
  return state.problem ? t('mine.wait_new') : '';
}

function isSignedOut({ problem }) {
  return problem?.kind === 'signed-out';
}

async function getNew() {
  await refresh();
  const { own, problem } = current();
  if (problem) {
    warnAt(told, isSignedOut({ problem }) ? t('mine.how_new', { app: appName() }) : wordsOf(problem));
  } else if (own && !isExpired(own)) {
    sayAt(told, t('mine.got_new'));
  }
}

async function reissue() {
  try {
    const code = await reissued('code/reissue', current().own.text);
    if (code) {
      keepOwn(code);
      show();
      sayAt(told, t('mine.reissued'));
    }
  } catch (problem) {
    warnAt(told, wordsOf(problem));
  }
}

/** How fresh what is shown is, quietly, and what is to be done if there is no session any more. */
function showStanding({ own, problem, refreshedAtMs, isRefreshing, asking }) {
  const isShown = own && !asking;
  byId('age').textContent = !isShown ? '' : isRefreshing ? t('mine.updating')
    : refreshedAtMs > 0 ? t('mine.updated', { age: ago(refreshedAtMs) }) : '';
  byId('standing').hidden = !isShown || !problem || isExpired(own);
  if (isShown && problem) {
    byId('standing').textContent = problem.kind === 'signed-out' ? t('mine.signed_out', { app: appName() })
      : problem.kind === 'offline' ? t('mine.offline') : wordsOf(problem);
  }
}

/** The page was opened with a ticket of somebody else than whose codes are kept here. */
function showAsking({ name }) {
  shownAs = '';
  byId('advice').hidden = true;
  byId('code').removeAttribute('aria-busy');
  byId('code').replaceChildren(element(
    'div', { class: 'card welcome' },
    element('p', {}, t('enter.whose')),
    element('p', { class: 'holder' }, name),
    element('p', { class: 'notice' }, t('enter.not_you', { app: appName() })),
    element('p', { class: 'actions' }, button('enter.mine', 'primary', () => confirmEnter().catch((problem) => warn(wordsOf(problem))))),
    element('p', { class: 'small' }, t('enter.others'))));
}

function showNothing(problem) {
  shownAs = '';
  byId('code').removeAttribute('aria-busy');
  if (!problem || problem.kind === 'signed-out') {
    showWelcome();
  } else {
    warn(wordsOf(problem));
    byId('code').replaceChildren(element('p', { class: 'actions' }, button('mine.try_again', 'primary', () => {
      sayNothing();
      refresh();
    })));
  }
}

async function showWelcome() {
  if (new URLSearchParams(window.location.search).get('ticket') === 'refused') {
    warn(t('mine.ticket_refused'));
  }
  byId('advice').hidden = true;
  const isDevelopment = await hasDevelopmentLogin();
  if (current().own) {
    return;
  }
  byId('code').replaceChildren(element(
    'div', { class: 'card welcome' },
    element('p', { class: 'large' }, t('mine.welcome', { app: appName() })),
    element('p', {}, t('mine.welcome_text')),
    isDevelopment ? element('p', { class: 'actions' }, buttonLink('frame.login', '/pages/login')) : null));
}

let development = null;

/** Asked once; without an answer again the next time. */
async function hasDevelopmentLogin() {
  try {
    development = development ?? (await get('settings')).development_login;
    return development;
  } catch {
    return false;
  }
}
