import { offsetMs } from './kept.js';
import { language } from './words.js';

/** Time by the server's clock as far as it is known, shown as Shanghai's, wherever the phone is. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SHANGHAI_AHEAD_MS = 8 * HOUR_MS;

/* Whether the server has told its time since the page was opened. */
let isTold = false;

export function serverTold() {
  isTold = true;
}

/**
 * Epoch milliseconds. By the server's clock where it has told its time on this page; before, the earlier one of the phone's and
 * what the server told on an earlier day: the phone's clock may be wrong or have been set right since, and a living code must
 * not be hidden.
 */
export function nowMs() {
  const serversMs = Date.now() + offsetMs();
  return isTold ? serversMs : Math.min(Date.now(), serversMs);
}

/** valid_until is the first moment at which the code is not valid any more. */
export function isExpired(code) {
  return nowMs() >= Date.parse(code.valid_until);
}

/** Days that are left; one that has begun counts, as it does for the server. */
export function daysLeft(code) {
  return Math.max(0, Math.ceil((Date.parse(code.valid_until) - nowMs()) / DAY_MS));
}

function format(options) {
  const isChinese = language() === 'zh';
  return new Intl.DateTimeFormat(isChinese ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai', year: 'numeric', month: isChinese ? 'long' : 'short', day: 'numeric', ...options,
  });
}

/** Day, hour and minute. */
export function moment(iso) {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
}

export function date(iso) {
  return format({}).format(new Date(iso));
}

/** As 2022-05-15, for the name of a file. Shanghai is eight hours ahead the whole year. */
export function fileDate(iso) {
  return new Date(Date.parse(iso) + SHANGHAI_AHEAD_MS).toISOString().slice(0, 10);
}

/** How long ago a time of the server's clock was, in words. */
export function ago(thenMs) {
  const age = Math.max(0, nowMs() - thenMs);
  const words = new Intl.RelativeTimeFormat(language() === 'zh' ? 'zh-CN' : 'en', { numeric: 'auto' });
  if (age < HOUR_MS) {
    return words.format(-Math.floor(age / MINUTE_MS), 'minute');
  }
  return age < DAY_MS ? words.format(-Math.floor(age / HOUR_MS), 'hour') : words.format(-Math.floor(age / DAY_MS), 'day');
}
