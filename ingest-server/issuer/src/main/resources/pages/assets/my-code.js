import { get } from './api.js';
import { codeCard } from './code-card.js';
import { both, button, byId, element } from './dom.js';
import { keepOwn, ownCode } from './kept.js';
import { say, sayNothing, warn } from './messages.js';
import { save } from './picture.js';
import { wordsOf } from './problems.js';
import { reissued } from './reissue.js';
import { showLogout, startShell } from './shell.js';
import { daysLeft, isExpired } from './words.js';

/** My code: the kept one at once, then the server's. */

const EXPIRY_LOOK_MS = 60_000;
const SLOW_MS = 1_500;

const KEPT_OFFLINE = [
  '没有网络：这是这台手机中保存的码。',
  'Offline: this is the code kept on this phone.',
];
const KEPT_SIGNED_OUT = [
  '登录已结束：这是这台手机中保存的码。要取新码，请从城市应用打开本页。',
  "Not logged in: this is the code kept on this phone. For a new one, open this page from the city's app.",
];

const CHECKING = ['正在核对：这是这台手机中保存的码。', 'Checking: this is the code kept on this phone.'];

let shown = null;
let shownAs = '';
let isLoading = false;

async function load() {
  if (isLoading) {
    return;
  }
  isLoading = true;
  const slow = setTimeout(() => shown && say(CHECKING), SLOW_MS);
  try {
    const code = await get('code');
    keepOwn(code);
    show(code);
    sayNothing();
  } catch (problem) {
    await showWhatThereIs(problem);
  } finally {
    clearTimeout(slow);
    isLoading = false;
    byId('code').removeAttribute('aria-busy');
  }
}

async function showWhatThereIs(problem) {
  const kept = ownCode() ?? shown;
  if (kept) {
    show(kept);
    say(problem.kind === 'offline' ? KEPT_OFFLINE : problem.kind === 'signed-out' ? KEPT_SIGNED_OUT : wordsOf(problem));
  } else if (problem.kind === 'signed-out') {
    await showWelcome();
  } else {
    warn(wordsOf(problem));
    byId('code').replaceChildren(button(['再试一次', 'Try again'], 'primary', load));
  }
}

/** Leaves the page as it is if it shows just that, and with it the focus and a picture that is being saved. */
function show(code) {
  const looks = [code.svg, code.days_left ?? daysLeft(code), isExpired(code)].join();
  if (shown && looks === shownAs) {
    return;
  }
  shown = code;
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
      show(code);
      byId('main').focus();
      say(['已签发新码。之前的码全部失效。', 'This is your new code. Every older one is void.']);
    }
  } catch (problem) {
    warn(wordsOf(problem));
  }
}

async function showWelcome() {
  shown = null;
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
    return (await fetch('/pages/login', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

startShell();
const kept = ownCode();
if (kept) {
  show(kept);
}
load();
window.addEventListener('online', load);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && load());
setInterval(() => shown && show({ ...shown, days_left: undefined }), EXPIRY_LOOK_MS);
