import { getState, post, Problem } from './api.js';
import { dropAll, isLeaving, keep, kept, onOtherTab, setLeaving } from './kept.js';
import { serverTold } from './time.js';

/**
 * What the pages show: at first what is kept, then what the server says, in one request at a time. Who shows something is told
 * of each change.
 */

const AGAIN_MS = 30_000;
/* What may be well again after a while. */
const PASSING = ['offline', 'busy', 'too-many-requests', 'registry-unavailable', 'unexpected'];
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
/* Grows at each change and logout: what was asked for before it would undo it. */
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

/** Calls after each change. Gives what ends that. */
export function onChange(listener) {
  listeners.push(listener);
  return () => listeners.splice(listeners.indexOf(listener), 1);
}

function tell() {
  const state = current();
  [...listeners].forEach((listener) => listener(state));
}

/** Shows what is there, then asks the server; again when there is a network again, and when the page is looked at again. */
export function start() {
  const embedded = globalThis.swabline.embedded();
  isStarted = true;
  onOtherTab((before) => {
    if (kept().person !== before.person) {
      leave();
    }
    tell();
  });
  if (embedded && !isLeaving()) {
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
  if (running === null) {
    running = ask().finally(() => {
      running = null;
      tell();
    });
  }
  tell();
  return running;
}

/** Asks the server after something was changed there: what it is being asked already may be answered as it was before. */
export async function refreshAnew() {
  era += 1;
  await running;
  await refresh();
}

async function ask() {
  clearTimeout(again);
  const begun = era;
  try {
    if (isLeaving()) {
      await post('logout');
      setLeaving(false);
    }
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
    if (begun !== era) {
      return;
    }
    problem = failure;
    isSignedIn = isSignedIn && failure.kind !== 'signed-out';
    if (PASSING.includes(failure.kind)) {
      const waitMs = Math.max(AGAIN_MS, (failure.retryAfterSeconds || 0) * 1_000);
      again = setTimeout(() => document.visibilityState === 'visible' && refresh(), waitMs);
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
      setLeaving(false);
      window.history.replaceState(null, '', '/pages/');
    }
    return answer.entered;
  } catch (failure) {
    if (failure.kind !== 'wrong-ticket') {
      throw failure;
    }
    window.history.replaceState(null, '', '/pages/?ticket=refused');
    return true;
  }
}

/** The click that says that the person of the ticket is meant. What is kept of anybody else goes first. */
export async function confirmEnter() {
  if (await enter(true)) {
    leave();
    dropAll();
    await running;
    await refresh();
  }
}

/** The own code was replaced, unless its holder has logged out meanwhile. */
export function keepOwn(code) {
  if (kept().own !== null) {
    era += 1;
    keep({ own: code, etag: null });
    tell();
  }
}

/** A relative's code was replaced. */
export function keepRelative(relation, code) {
  era += 1;
  keep({ relatives: kept().relatives.map((relative) => (relative.relation === relation ? { ...relative, code } : relative)), etag: null });
  tell();
}

/**
 * Logs out: what is kept goes at once, here and in other tabs. The server is told, now or before it is asked anything else.
 *
 * @throws Problem if it could not be told now
 */
export async function logOut() {
  leave();
  dropAll();
  setLeaving(true);
  tell();
  await post('logout');
  setLeaving(false);
}

function leave() {
  era += 1;
  guardians = null;
  isSignedIn = false;
  asking = null;
}
