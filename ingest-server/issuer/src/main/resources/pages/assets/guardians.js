import { post } from './api.js';
import { agreed } from './confirm.js';
import { both, button, byId, element } from './dom.js';
import { say, warn } from './messages.js';
import { wordsOf } from './problems.js';
import { onChange, refresh } from './state.js';
import { date, ended, grantedBy, moment, reason } from './pairs.js';

let shownAs = '';

/** Who may fetch my code, who asks for it, and who could: below the code, when there is an answer of the server. */

function render({ guardians, isSignedIn }) {
  byId('guardians-section').hidden = guardians === null || !isSignedIn;
  const looks = JSON.stringify(guardians);
  if (guardians !== null && looks !== shownAs) {
    shownAs = looks;
    show(guardians);
  }
}

function show({ guardians, past, consent_only: isConsentOnly }) {
  byId('guardians').replaceChildren(
    guardians.length === 0
      ? element('p', { class: 'waiting' }, both(['没有人。', 'Nobody.']))
      : element('ul', { class: 'relatives' }, ...guardians.map((guardian) => (guardian.state === 'pending' ? asking(guardian) : granted(guardian)))),
    ...(isConsentOnly
      ? [element('p', { class: 'small' }, both(['您曾拒绝或终止过：今后任何人都须经您同意。', 'You refused or ended one: from now on everybody needs your consent.']))]
      : []),
    ...(past.length === 0 ? [] : [history(past)]));
}

/** Somebody who asks: nothing is given away by leaving it. */
function asking(guardian) {
  const id = `reissue-${guardian.relation}`;
  const mayReissue = element('input', { type: 'checkbox', id });
  return card(guardian, [['申请代取您的码', 'asks to fetch your code'], ...(guardian.reason ? [reason(guardian.reason)] : []), date(guardian.applied_at)],
    element('p', { class: 'small' }, both([
      '不认识就不要同意。不回答的话，14 天后失效，对方什么也不会知道。',
      'Accept only whom you know. Left unanswered it lapses after 14 days, and tells them nothing.',
    ])),
    element('label', { class: 'choice', for: id }, mayReissue, ' ', both(['也可重新签发（旧码作废）', 'may also re-issue (voids my codes)'])),
    element('div', { class: 'actions' },
      button(['同意', 'Accept'], 'primary', () => decide(guardian, 'accept', { reissue: mayReissue.checked }, ['已同意。', 'Accepted.'])),
      button(['拒绝', 'Refuse'], '', () => decide(guardian, 'refuse', undefined, ['已拒绝。', 'Refused.']))));
}

function granted(guardian) {
  const facts = [['可以代取您的码', 'may fetch your code'], grantedBy(guardian.granted_by), date(guardian.granted_at)];
  if (guardian.may_reissue) {
    facts.push(['也可重新签发', 'may also re-issue']);
  }
  return card(guardian, facts, element('div', { class: 'actions' }, button(['终止', 'End'], '', () => end(guardian))));
}

function card(guardian, facts, ...more) {
  return element(
    'li', { class: 'card relative', id: `guardian-${guardian.relation}` },
    element('h3', {}, guardian.masked_name),
    element('p', { class: 'small' }, joined(facts)),
    ...more);
}

function joined(facts) {
  return both([facts.map(([chinese]) => chinese).join(' · '), facts.map(([, english]) => english).join(' · ')]);
}

function history(past) {
  return element('details', {},
    element('summary', {}, both(['以前', 'Earlier'])),
    element('ul', { class: 'past' }, ...past.map((guardian) => element('li', {}, guardian.masked_name, ': ', joined([
      ...(guardian.granted_by ? [grantedBy(guardian.granted_by), date(guardian.granted_at)] : []),
      ended(guardian),
      date(guardian.ended_at),
    ])))));
}

async function end(guardian) {
  const isAgreed = await agreed(
    [`终止 ${guardian.masked_name}？`, `End this for ${guardian.masked_name}?`],
    [
      '此人立即不能再代取您的码。已取走的码仍然有效：要作废，请重新签发。',
      'This person can no longer fetch your code, at once. Copies already fetched stay valid: re-issue your code to void them.',
    ],
    ['终止', 'End']);
  if (isAgreed) {
    await decide(guardian, 'end', undefined, ['已终止。', 'Ended.']);
  }
}

async function decide(guardian, step, body, words) {
  try {
    await post(`guardians/${guardian.relation}/${step}`, body);
    await refresh();
    say(words);
    byId('guardians-title').focus();
  } catch (problem) {
    warn(wordsOf(problem));
  }
}

async function makeCode() {
  try {
    const { consent_code: code, expires_at: expiresAt } = await post('guardians/code');
    const [chinese, english] = moment(expiresAt);
    byId('consent-code').replaceChildren(
      element('p', { class: 'digits' }, `${code.slice(0, 4)} ${code.slice(4)}`),
      element('p', { class: 'small' }, both([
        `只能用一次，有效期至 ${chinese}。只告诉您信任的人：此人从此可以代取您的码。`,
        `Good once, until ${english}. Tell it only somebody whom you trust: that person can fetch your code from then on.`,
      ])));
  } catch (problem) {
    warn(wordsOf(problem));
  }
}

export function start() {
  byId('make-code').addEventListener('click', makeCode);
  onChange(render);
}
