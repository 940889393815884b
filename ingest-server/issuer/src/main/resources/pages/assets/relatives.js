import { post } from './api.js';
import { agreed } from './confirm.js';
import { SHEET_CODES_MAX } from './code-card.js';
import { both, byId, element } from './dom.js';
import { isComplete, markField, person, showProblem, watchFields } from './form.js';
import { say, sayNothing, warn } from './messages.js';
import { wordsOf } from './problems.js';
import { relativeItem } from './relative-item.js';
import { showLogout, startShell } from './shell.js';
import { current, onChange, refresh, start as startState } from './state.js';

/** Relatives: apply, list, and what may be done with each one's code. */

let shownAs = '';

function render({ relatives, isSignedIn, isRefreshing, problem, own }) {
  const looks = JSON.stringify([relatives, isSignedIn]);
  if (looks !== shownAs && (relatives.length > 0 || !isRefreshing)) {
    shownAs = looks;
    list(relatives.map((relative) => ({ ...relative, isKept: !isSignedIn })));
  }
  byId('apply-section').hidden = !isSignedIn;
  if (own) {
    showLogout();
  }
  if (!isRefreshing) {
    byId('relatives').removeAttribute('aria-busy');
    if (problem) {
      warn(wordsOf(problem));
    }
  }
}

function isGranted({ state }) {
  return state === 'granted';
}

function list(relatives) {
  const granted = relatives.filter(isGranted);
  byId('relatives').replaceChildren(
    relatives.length === 0
      ? element('p', { class: 'waiting' }, both(['还没有。', 'None yet.']))
      : element('ul', { class: 'relatives' }, ...relatives.map((relative) => relativeItem(relative, remove))),
    ...(granted.length === 0 ? [] : [printAll(['self', ...granted.map(({ relation }) => relation)])]));
}

/** One link, or several where there are more codes than one sheet takes. */
function printAll(codes) {
  const links = [];
  for (let first = 0; first < codes.length; first += SHEET_CODES_MAX) {
    const sheet = codes.slice(first, first + SHEET_CODES_MAX);
    links.push(element(
      'a', { class: 'button', href: `/pages/print?codes=${sheet.join(',')}` },
      both(codes.length <= SHEET_CODES_MAX
        ? ['打印全部（含本人）', 'Print all, mine too']
        : [`打印第 ${first + 1} 至 ${first + sheet.length} 个`, `Print ${first + 1} to ${first + sheet.length}`])));
  }
  return element('p', { class: 'actions' }, ...links);
}

async function remove(relative) {
  const isAgreed = relative.state !== 'granted' || await agreed(
    [`移除 ${relative.masked_name}？`, `Remove ${relative.masked_name}?`],
    ['您将不能再代取此人的码。已有的码仍然有效。', "You will no longer be able to fetch this person's code. Codes that are there stay valid."],
    ['移除', 'Remove']);
  if (!isAgreed) {
    return;
  }
  try {
    await post(`relatives/${relative.relation}/remove`);
    await refresh();
    say(['已移除。', 'Removed.']);
    byId('main').focus();
  } catch (problem) {
    warn(wordsOf(problem));
  }
}

async function apply(event) {
  event.preventDefault();
  const form = byId('apply');
  const isAsked = !byId('reason-field').hidden;
  if (!isComplete()) {
    return;
  }
  if (isAsked && form.reason.value === '') {
    markField('reason', ['请选择原因。', 'Choose a reason.']);
    form.reason.focus();
    return;
  }
  form.querySelector('button').disabled = true;
  try {
    const reason = isAsked ? form.reason.value : null;
    const code = form.consent_code.value.normalize('NFKC').trim();
    const relative = await post('relatives', {
      ...person(), residence: form.residence.value, reason, ...(code === '' ? {} : { consent_code: code }),
    });
    resetForm();
    await refresh();
    say(appliedWords(relative));
    byId(`relation-${relative.relation}`)?.focus();
  } catch (problem) {
    askForReason(problem.kind === 'not-eligible');
    showProblem(problem);
  } finally {
    form.querySelector('button').disabled = false;
  }
}

function appliedWords({ state, masked_name: name }) {
  if (state === 'granted') {
    return [`已添加 ${name}。`, `${name} is added.`];
  }
  return state === 'refused'
    ? [`${name} 已拒绝。`, `${name} refused.`]
    : [`已申请 ${name}，尚未获准。`, `Applied for ${name}; not granted yet.`];
}

function askForReason(isNeeded) {
  if (isNeeded) {
    byId('reason-field').hidden = false;
  }
}

function resetForm() {
  byId('apply').reset();
  byId('reason-field').hidden = true;
  ['name', 'id_number', 'reason', 'consent_code'].forEach((field) => markField(field, null));
}

export function start() {
  startShell();
  byId('apply').addEventListener('submit', apply);
  byId('consent_code').addEventListener('input', () => markField('consent_code', null));
  /* A reason belongs to one person: with another number it must be asked for again. */
  byId('id_number').addEventListener('change', () => {
    byId('reason-field').hidden = true;
    byId('reason').value = '';
    markField('reason', null);
  });
  watchFields();
  onChange(render);
  render(current());
  startState();
  window.addEventListener('online', sayNothing);
}
