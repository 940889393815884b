import { get } from './api.js';
import { codeCard } from './code-card.js';
import { both, button, byId, element } from './dom.js';
/* relatives */
import { start as startGuardians } from './guardians.js';
/* /relatives */
import { say, sayNothing, warn } from './messages.js';
import { save } from './picture.js';
import { wordsOf } from './problems.js';
import { reissued } from './reissue.js';
import { showLogout, startShell } from './shell.js';
import { confirmEnter, current, keepOwn, onChange, refresh, start as startState } from './state.js';
import { daysLeft, isExpired } from './time.js';

/** My code: the kept one at once, then the server's. */

const EXPIRY_LOOK_MS = 60_000;

const KEPT_OFFLINE = [
  '没有网络：这是这台手机中保存的码。',
  'Offline: this is the code kept on this phone.',
];
const KEPT_SIGNED_OUT = [
  '登录已结束：这是这台手机中保存的码。要取新码，请从城市应用打开本页。',
  "Not logged in: this is the code kept on this phone. For a new one, open this page from the city's app.",
];

let shownAs = '';

function render({ own, isRefreshing, problem, asking }) {
  if (asking) {
    showAsking(asking);
  } else if (own) {
    show(own);
    tellWhy(problem);
  } else if (!isRefreshing) {
    shownAs = '';
    showNothing(problem);
  }
  if (!isRefreshing) {
    byId('code').removeAttribute('aria-busy');
  }
}

function tellWhy(problem) {
  if (problem) {
    say(problem.kind === 'offline' ? KEPT_OFFLINE : problem.kind === 'signed-out' ? KEPT_SIGNED_OUT : wordsOf(problem));
  }
}

/** Leaves the page as it is if it shows just that, and with it the focus and a picture that is being saved. */
function show(code) {
  const looks = [code.valid_until, code.issued_at, daysLeft(code), isExpired(code)].join();
  if (looks === shownAs) {
    return;
  }
  shownAs = looks;
  showLogout();
  const saved = element('div', { id: 'saved', 'aria-live': 'polite' });
  byId('code').replaceChildren(
    codeCard(code),
    element('div', { class: 'actions' },
      button(['保存为图片', 'Save as image'], 'primary', () => save(code, saved)),
      element('a', { class: 'button', href: '/pages/print?codes=self' }, both(['打印', 'Print'])),
      button(['重新签发', 'Re-issue'], '', reissue)),
    saved);
}

async function reissue() {
  try {
    const code = await reissued('code/reissue');
    if (code) {
      keepOwn(code);
      await refresh();
      byId('main').focus();
      say(['已签发新码。之前的码全部失效。', 'This is your new code. Every older one is void.']);
    }
  } catch (problem) {
    warn(wordsOf(problem));
  }
}

/** The page was opened with a ticket of somebody else than whose codes are kept here. */
function showAsking({ name }) {
  shownAs = '';
  byId('code').replaceChildren(element(
    'div', { class: 'card welcome' },
    element('p', {}, both(['这个链接打开此人的采样码：', 'This link opens the sampling code of:'])),
    element('p', { class: 'holder' }, name),
    element('p', { class: 'actions' }, button(['是我，打开我的码', 'This is me: open my code'], 'primary', confirmEnter))));
}

async function showNothing(problem) {
  if (problem && problem.kind !== 'signed-out') {
    warn(wordsOf(problem));
    byId('code').replaceChildren(button(['再试一次', 'Try again'], 'primary', () => {
      sayNothing();
      refresh();
    }));
    return;
  }
  byId('session').hidden = true;
  if (new URLSearchParams(window.location.search).has('ticket')) {
    warn(['这个链接已用过或已过期。', 'This link was used before, or is too old.']);
  }
  const development = await hasDevelopmentLogin();
  byId('code').replaceChildren(element(
    'div', { class: 'card welcome' },
    element('p', { class: 'large' }, both(['请从城市应用打开本页。', "Open this page from the city's app."])),
    element('p', {}, both([
      '应用会告诉我们您是谁，您不必填写任何内容。打开一次后，没有网络也能出示您的码。',
      'The app tells us who you are; you need not fill in anything. Opened once, your code can be shown without a network too.',
    ])),
    ...(development
      ? [element('p', { class: 'actions' }, element('a', { class: 'button', href: '/pages/login' }, both(['开发登录', 'Development login'])))]
      : [])));
}

async function hasDevelopmentLogin() {
  try {
    return (await get('settings')).development_login;
  } catch {
    return false;
  }
}

export function start() {
  startShell();
  onChange(render);
  /* relatives */
  startGuardians();
  /* /relatives */
  render(current());
  startState();
  setInterval(() => current().own && show(current().own), EXPIRY_LOOK_MS);
}
