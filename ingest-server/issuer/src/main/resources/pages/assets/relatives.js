import { post } from './api.js';
import { startApplying } from './apply.js';
import { agreed } from './confirm.js';
import { buttonLink, byId } from './dom.js';
import { ItemList } from './item-list.js';
import { say, sayNothing, warnAt } from './messages.js';
import { nicknameForm } from './nickname.js';
import { appName, wordsOf } from './problems.js';
import { reissued } from './reissue.js';
import { relativeItem } from './relative-item.js';
import { showLogout, startShell } from './shell.js';
import { current, keepRelative, onChange, refreshAnew, start as startState } from './state.js';
import { daysLeft, isExpired } from './time.js';
import { called } from './who.js';
import { language, t } from './words.js';

/** Relatives: the list with each one's code, and applying for one more. */

const LOOK_MS = 30_000;

let list = null;

export function start() {
  startShell();
  list = new ItemList(byId('relatives'), noneWords, draw);
  onChange(show);
  window.addEventListener('swabline:language', () => {
    list.sayNothing();
    sayNothing();
    show();
  });
  startApplying(applied);
  if (current().own) {
    show();
  }
  startState();
  setInterval(show, LOOK_MS);
}

function noneWords() {
  return current().problem ? t('relatives.none_kept') : t('relatives.none');
}

function show() {
  const { relatives, own, problem, isRefreshing, isSignedIn } = current();
  showLogout(Boolean(own));
  tellProblem(problem);
  byId('apply-section').hidden = !isSignedIn;
  if (relatives.length === 0 && isRefreshing) {
    return;
  }
  list.show(relatives, JSON.stringify([language(), problem?.kind ?? '', isSignedIn, relatives.map(looksOf)]));
  byId('relatives').removeAttribute('aria-busy');
  byId('print-all').replaceChildren(...(relatives.some(isReady) ? [buttonLink('relatives.print_all', '/pages/print?codes=all')] : []));
}

function looksOf(relative) {
  const { code, ...facts } = relative;
  return [facts, code ? [code.text, code.valid_until, daysLeft(code), isExpired(code)] : null];
}

function isReady({ state, code }) {
  return state === 'granted' && code && !isExpired(code);
}

let problemShown = null;

function tellProblem(problem) {
  const kind = problem ? `${problem.kind} ${language()}` : null;
  if (kind === problemShown) {
    return;
  }
  problemShown = kind;
  if (!problem) {
    sayNothing();
  } else if (problem.kind === 'signed-out') {
    say(t('relatives.apply_signed_out', { app: appName() }));
  } else {
    say(problem.kind === 'offline' ? t('relatives.apply_offline') : wordsOf(problem));
  }
}

function draw(relative, place) {
  return relativeItem(relative, place, !current().isSignedIn ? null : { reissue, remove, nickname });
}

async function reissue(relative) {
  try {
    const code = await reissued(`relatives/${relative.relation}/reissue`, relative.code?.text);
    if (code) {
      keepRelative(relative.relation, code);
      show();
      list.tell(relative.relation, t('relatives.reissued'));
    }
  } catch (problem) {
    warnAt(list.placeOf(relative.relation), wordsOf(problem));
  }
}

async function remove(relative) {
  const isAgreed = relative.state !== 'granted'
    || await agreed('relatives.remove_title', 'relatives.remove_text', 'relatives.remove', { name: called(relative) });
  if (!isAgreed) {
    return;
  }
  const index = list.indexOf(relative.relation);
  try {
    await post(`relatives/${relative.relation}/remove`);
    await refreshAnew();
    list.tell(relative.relation, t(relative.state === 'pending' ? 'relatives.withdrawn' : 'relatives.removed', { name: called(relative) }), index);
  } catch (problem) {
    warnAt(list.placeOf(relative.relation), wordsOf(problem));
  }
}

/** The form in the relative's own place; it goes when the nickname is saved. */
function nickname(relative) {
  const place = list.placeOf(relative.relation);
  place.replaceChildren(nicknameForm(relative, async (name) => {
    await post(`relatives/${relative.relation}/nickname`, { nickname: name === '' ? null : name });
    await refreshAnew();
    list.tell(relative.relation, t('relatives.nickname_saved'));
  }));
  place.querySelector('input').focus();
}

async function applied(relative) {
  await refreshAnew();
  const key = { granted: 'relatives.apply_added', refused: 'relatives.apply_refused' }[relative.state] ?? 'relatives.apply_waits';
  list.tell(relative.relation, t(key, { name: called(relative) }));
}
