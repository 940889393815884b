/** Dates and terms in both languages, as pairs [Chinese, English]. Times are Shanghai's, wherever the phone is. */

import { nowMs } from './time.js';

const DAY_MS = 86_400_000;
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;
const SHANGHAI = { timeZone: 'Asia/Shanghai', year: 'numeric', day: 'numeric' };
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const MOMENT_ZH = new Intl.DateTimeFormat('zh-CN', { ...SHANGHAI, month: 'long', ...TIME });
const MOMENT_EN = new Intl.DateTimeFormat('en-GB', { ...SHANGHAI, month: 'short', ...TIME });
const DATE_ZH = new Intl.DateTimeFormat('zh-CN', { ...SHANGHAI, month: 'long' });
const DATE_EN = new Intl.DateTimeFormat('en-GB', { ...SHANGHAI, month: 'short' });

const FETCHED_BY = { self: ['本人', 'the holder'], relative: ['亲属代取', 'a relative'] };
const RESIDENCES = { city: ['本市', 'in this city'], elsewhere: ['外地', 'elsewhere'] };
const REASONS = {
  no_smartphone: ['没有智能手机', 'no smartphone'],
  disability: ['残疾', 'disability'],
  illness: ['患病', 'illness'],
  other: ['其他', 'other'],
};

const GRANTED_BY = {
  age: ['按年龄', 'by age'],
  statement: ['按亲属关系证明', 'by stated kinship'],
  consent: ['本人同意', 'by consent'],
  code: ['一次性授权码', 'by a one-time code'],
  staff: ['工作人员', 'by staff'],
  earlier: ['以前添加', 'added earlier'],
};
const ENDED_BY = {
  guardian: ['由代取人终止', 'ended by that person'],
  person: ['由本人终止', 'ended by the holder'],
  staff: ['由工作人员终止', 'ended by staff'],
  age: ['已满 18 岁', 'of age now'],
  time: ['无人回答，已失效', 'lapsed, nobody answered'],
};

export function moment(iso) {
  const date = new Date(iso);
  return [MOMENT_ZH.format(date), MOMENT_EN.format(date)];
}

/** As 2022-05-15, for the name of a file. Shanghai is eight hours ahead the whole year. */
export function fileDate(iso) {
  return new Date(Date.parse(iso) + SHANGHAI_AHEAD_MS).toISOString().slice(0, 10);
}

export function date(iso) {
  const day = new Date(iso);
  return [DATE_ZH.format(day), DATE_EN.format(day)];
}

/** valid_until is the first moment at which the code is not valid any more. */
export function isExpired(code) {
  return nowMs() >= Date.parse(code.valid_until);
}

/** Days that are left by this phone's clock; one that has begun counts, as it does for the server. */
export function daysLeft(code) {
  return Math.max(0, Math.ceil((Date.parse(code.valid_until) - nowMs()) / DAY_MS));
}

export function left(days) {
  if (days <= 1) {
    return ['不到 1 天', 'less than a day'];
  }
  return [`${days} 天`, `${days} days`];
}

/** Masked names of one family are often the same; the year tells them apart. */
export function born(year) {
  return [`${year} 年生`, `born ${year}`];
}

export function fetchedBy(word) {
  return FETCHED_BY[word] ?? [word, word];
}

export function residence(word) {
  return RESIDENCES[word] ?? [word, word];
}

export function grantedBy(word) {
  return GRANTED_BY[word] ?? [word, word];
}

/** How an application or a relation came to its end. */
export function ended({ state, ended_by: word }) {
  if (state === 'refused') {
    return ['已拒绝', 'refused'];
  }
  return ENDED_BY[word] ?? [word, word];
}

export function reason(word) {
  return REASONS[word] ?? [word, word];
}
