import { post } from './api.js';
import { byId } from './dom.js';
import { isComplete, markField, person, showFieldsOfType, showProblem, watchFields } from './form.js';

/** The form that applies for a relative. */

let applied = null;

/** @param then is called with the relation that the server answered */
export function startApplying(then) {
  applied = then;
  byId('apply').addEventListener('submit', apply);
  ['consent_code', 'nickname'].forEach((field) => byId(field).addEventListener('input', () => markField(field, null)));
  /* A reason belongs to one person: with another number it must be asked for again. */
  byId('number').addEventListener('change', forgetReason);
  byId('type').addEventListener('change', forgetReason);
  watchFields();
}

function forgetReason() {
  byId('reason-field').hidden = true;
  byId('reason').value = '';
  markField('reason', null);
}

async function apply(event) {
  event.preventDefault();
  const form = byId('apply');
  if (!isComplete() || !hasReason(form)) {
    return;
  }
  const send = form.querySelector('[type="submit"]');
  send.disabled = true;
  try {
    const relative = await post('relatives', { ...person(), ...choices(form) });
    form.reset();
    forgetReason();
    showFieldsOfType();
    ['consent_code', 'nickname'].forEach((field) => markField(field, null));
    await applied(relative);
  } catch (problem) {
    if (problem.kind === 'not-eligible') {
      byId('reason-field').hidden = false;
    }
    showProblem(problem);
  } finally {
    send.disabled = false;
  }
}

function hasReason(form) {
  if (byId('reason-field').hidden || form.reason.value !== '') {
    return true;
  }
  markField('reason', { key: 'field.reason_missing' });
  form.reason.focus();
  return false;
}

/** What is left out where nothing was chosen. */
function choices(form) {
  const code = form.consent_code.value.normalize('NFKC').trim();
  const nickname = form.nickname.value.normalize('NFC').trim();
  return {
    residence: form.residence.value,
    reason: byId('reason-field').hidden ? null : form.reason.value,
    ...(code === '' ? {} : { consent_code: code }),
    ...(nickname === '' ? {} : { nickname }),
  };
}
