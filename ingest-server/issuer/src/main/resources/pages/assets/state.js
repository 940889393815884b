import { getState, post, Problem } from './api.js';
import { dropAll, keep, kept, onOtherTab } from './kept.js';
import { serverTold } from './time.js';

/**
 * What the pages show: at first what is kept, then what the server says, in one request at a time. Who shows something is told
 * of each change.
 */

const AGAIN_MS = 30_000;
const ENTER = '/pages/enter';

const listeners = [];
/* Who may fetch the own code; not kept, for it is about others. */
let guardians = null;
let problem = null;
let isSignedIn = false;
let asking = null;
let running = null;
let isStarted = false;
let again = null;
/* Grows at a logout: an answer to what was asked before is not for who is here now. */
let era = 0;

/**
 * All of it:
 *   own            the own code; null if there is none
 *   relatives      with their codes, as far as granted
 *   guardians      null until the server has told
 *   appName        { zh, en }; null until the server has told
 *   hasRelatives   whether the pages have relatives
 *   refreshedAtMs  when the server told it last, by its clock; 0 for never
 *   isRefreshing   whether the server is being asked, or will be at once
 *   isSignedIn     whether the server knew the session when it was asked last
 *   problem        why the server did not tell when it was asked last; null if it did
 *   asking         { name } where a click must say that this person is meant, see confirmEnter; else null
 */
export function current() {
  const { own, relatives, app_name: appName, relatives_enabled: hasRelatives, refreshed_at_ms: refreshedAtMs } = kept();
  return { own, relatives, guardians, appName, hasRelatives, refreshedAtMs, isRefreshing: running !== null || !isStarted, isSignedIn, problem, asking };
}

export function onChange(listener) {
  listeners.push(listener);
}

function tell() {
  const state = current();
  listeners.forEach((listener) => listener(state));
}

/** Shows what is there, then asks the server; again when there is a network again, and when the page is looked at again. */
export function start() {
  const embedded = globalThis.swabline.embedded();
  isStarted = true;
  onOtherTab(() => {
    if (kept().own === null) {
      leave();
    }
    tell();
  });
  if (embedded) {
    take(embedded, null);
    tell();
  } else {
    refresh();
  }
  window.addEventListener('online', refresh);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
}

/** Asks the server, unless it is being asked. Ends when it has answered or has failed to. */
export function refresh() {
  running ??= ask().finally(() => {
    running = null;
    tell();
  });
  tell();
  return running;
}

async function ask() {
  clearTimeout(again);
  const begun = era;
  try {
    if (window.location.pathname === ENTER && !await enter(false)) {
      return;
    }
    const { state, etag, nowMs } = await getState(kept().etag);
    if (begun !== era) {
      return;
    }
    if (state === null) {
      told(nowMs);
    } else {
      take(state, etag);
    }
  } catch (failure) {
    if (!(failure instanceof Problem)) {
      throw failure;
    }
    problem = failure;
    isSignedIn = isSignedIn && failure.kind !== 'signed-out';
    if (failure.kind === 'offline') {
      again = setTimeout(() => document.visibilityState === 'visible' && refresh(), AGAIN_MS);
    }
  }
}

function take(state, etag) {
  const { code, relatives, guardians: others, app_name: appName, relatives_enabled: relativesEnabled } = state;
  guardians = others;
  keep({ person: code.person, own: code, relatives: relatives ?? [], app_name: appName, relatives_enabled: relativesEnabled, etag });
  told(Date.parse(state.now));
}

function told(serversMs) {
  problem = null;
  isSignedIn = true;
  serverTold();
  keep({ refreshed_at_ms: serversMs, offset_ms: serversMs - Date.now() });
}

/**
 * Takes the ticket that the page was opened with to the server. The person whose codes are kept here comes in at once; anybody
 * else is asked for, since another site may have led here. Whether the session can be asked for now.
 */
async function enter(isConfirmed) {
  const ticket = new URLSearchParams(window.location.search).get('ticket') ?? '';
  const { person } = kept();
  try {
    const answer = await post('enter', { ticket, confirmed: isConfirmed, ...(person === null ? {} : { person }) });
    asking = answer.entered ? null : { name: answer.masked_name };
    if (answer.entered) {
      window.history.replaceState(null, '', '/pages/');
    }
    return answer.entered;
  } catch (failure) {
    if (failure.kind === 'offline') {
      throw failure;
    }
    window.history.replaceState(null, '', '/pages/?ticket=refused');
    return true;
  }
}

/** The click that says that the person of the ticket is meant. */
export async function confirmEnter() {
  if (await enter(true)) {
    await refresh();
  }
}

/** The own code was replaced. */
export function keepOwn(code) {
  keep({ own: code, etag: null });
  tell();
}

/** A relative's code was replaced. */
export function keepRelative(relation, code) {
  keep({ relatives: kept().relatives.map((relative) => (relative.relation === relation ? { ...relative, code } : relative)), etag: null });
  tell();
}

/** Removes all that is kept, here and in other tabs. */
export function forget() {
  leave();
  dropAll();
  tell();
}

function leave() {
  era += 1;
  guardians = null;
  isSignedIn = false;
  asking = null;
}
