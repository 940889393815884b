import { post } from './api.js';
import { agreed } from './confirm.js';
import { button, byId, element } from './dom.js';
import { ItemList } from './item-list.js';
import { warnAt } from './messages.js';
import { wordsOf } from './problems.js';
import { current, onChange, refreshAnew } from './state.js';
import { date, moment } from './time.js';
import { known } from './who.js';
import { language, t } from './words.js';

/** Who may fetch my code, who asks for it, and who could: below the code, while there is a session. */

let list = null;
/** The one-time code on the screen, as { code, until }; it is nowhere else. */
let oneTime = null;

export function startGuardians() {
  list = new ItemList(byId('guardians'), () => t('guardians.none'), (guardian, at) =>
    (guardian.state === 'pending' ? asking(guardian, at) : granted(guardian, at)));
  byId('make-code').addEventListener('click', makeCode);
  onChange(show);
  window.addEventListener('swabline:language', () => {
    list.sayNothing();
    show();
    showOneTime();
  });
  show();
}

function show() {
  const { guardians: found, isSignedIn } = current();
  byId('guardians-section').hidden = !found || !isSignedIn;
  if (!found) {
    return;
  }
  const { guardians, past, consent_only: isConsentOnly } = found;
  list.show(guardians, JSON.stringify([language(), guardians]));
  byId('guardians-more').replaceChildren(
    ...(isConsentOnly ? [element('p', { class: 'small' }, t('guardians.consent_only'))] : []),
    ...(past.length === 0 ? [] : [history(past)]));
}

/** Somebody who asks: nothing is given away by leaving it. */
function asking(guardian, at) {
  const id = `reissue-${guardian.relation}`;
  const mayReissue = element('input', { type: 'checkbox', id });
  const name = guardian.masked_name;
  return card(guardian, [t('guardians.asks'), ...(guardian.reason ? [known('reason', guardian.reason)] : []), date(guardian.applied_at)],
    element('p', { class: 'small' }, t('guardians.asks_hint')),
    element('label', { class: 'choice', for: id }, mayReissue, ' ', t('guardians.reissue')),
    element('div', { class: 'actions' },
      button('guardians.accept', 'primary', () => decide(guardian, 'accept', { reissue: mayReissue.checked }, 'guardians.accepted'), name),
      button('guardians.refuse', '', () => decide(guardian, 'refuse', undefined, 'guardians.refused'), name)),
    at);
}

function granted(guardian, at) {
  const facts = [t('guardians.may'), known('granted_by', guardian.granted_by), date(guardian.granted_at)];
  if (guardian.may_reissue) {
    facts.push(t('guardians.may_reissue'));
  }
  return card(guardian, facts, element('div', { class: 'actions' }, button('guardians.end', '', () => end(guardian), guardian.masked_name)), at);
}

function card(guardian, facts, ...more) {
  return element(
    'li', { class: 'card relative', id: `guardian-${guardian.relation}` },
    element('h3', {}, guardian.masked_name),
    element('p', { class: 'small' }, facts.join(' · ')),
    ...more);
}

function history(past) {
  const wasOpen = byId('guardians-more').querySelector('details')?.open ?? false;
  return element('details', { open: wasOpen },
    element('summary', {}, t('guardians.earlier')),
    element('ul', { class: 'past' }, ...past.map((guardian) => element('li', {}, [guardian.masked_name,
      ...(guardian.granted_by ? [known('granted_by', guardian.granted_by), date(guardian.granted_at)] : []),
      known('ended', guardian.state === 'refused' ? 'refused' : guardian.ended_by),
      date(guardian.ended_at),
    ].join(' · ')))));
}

async function end(guardian) {
  if (await agreed('guardians.end_title', 'guardians.end_text', 'guardians.end', { name: guardian.masked_name })) {
    await decide(guardian, 'end', undefined, 'guardians.ended');
  }
}

async function decide(guardian, step, body, key) {
  const index = list.indexOf(guardian.relation);
  try {
    await post(`guardians/${guardian.relation}/${step}`, body);
    await refreshAnew();
    list.tell(guardian.relation, t(key, { name: guardian.masked_name }), index);
  } catch (problem) {
    warnAt(list.placeOf(guardian.relation), wordsOf(problem));
  }
}

async function makeCode() {
  try {
    const { consent_code: code, expires_at: until } = await post('guardians/code');
    oneTime = { code, until };
    showOneTime();
  } catch (problem) {
    warnAt(byId('consent-code'), wordsOf(problem));
  }
}

function showOneTime() {
  if (oneTime) {
    byId('consent-code').replaceChildren(
      element('p', { class: 'digits' }, `${oneTime.code.slice(0, 4)} ${oneTime.code.slice(4)}`),
      element('p', { class: 'small' }, t('guardians.code_hint', { until: moment(oneTime.until) })));
  }
}
