import { byId } from './dom.js';
import { complaint, normalised, stateComplaint } from './document-number.js';
import { sayNothing, warn } from './messages.js';
import { fieldOf, wordsOf } from './problems.js';
import { t } from './words.js';

/** A form that names a person: name, document and number. Errors stand at their field and are tied to it. */

const ID_CARD = 'id_card';

/** The person as the API takes one. */
export function person() {
  const type = byId('type').value;
  const number = normalised(byId('number').value, type);
  const name = byId('name').value.trim();
  if (type === ID_CARD) {
    return { id_number: number, name };
  }
  const state = type === 'passport' ? { issuing_state: normalised(byId('state').value) } : {};
  return { document: { type, number, ...state }, name };
}

/** Checks a number as soon as the person leaves the field; a complaint goes as soon as it is mended. */
export function watchFields() {
  byId('name').addEventListener('input', () => markField('name', null));
  watch('number', numberComplaint);
  watch('state', passportStateComplaint);
  byId('type').addEventListener('change', showFieldsOfType);
  window.addEventListener('swabline:language', showFieldsOfType);
  showFieldsOfType();
}

/** As after a reset of the form, too. */
export function showFieldsOfType() {
  const type = byId('type').value;
  byId('state-field').hidden = type !== 'passport';
  byId('number-hint').textContent = t(`hint.${type}`);
  ['name', 'number', 'state'].forEach((field) => markField(field, null));
}

function watch(field, complaintOf) {
  const input = byId(field);
  input.addEventListener('blur', () => markField(field, input.value.trim() === '' ? null : complaintOf()));
  input.addEventListener('input', () => {
    if (input.hasAttribute('aria-invalid') && complaintOf() === null) {
      markField(field, null);
    }
  });
}

function numberComplaint() {
  const type = byId('type').value;
  return complaint(normalised(byId('number').value, type), type);
}

function passportStateComplaint() {
  return byId('type').value === 'passport' ? stateComplaint(normalised(byId('state').value)) : null;
}

/** Whether the form can be sent; marks what is missing and goes to the first such field. */
export function isComplete() {
  sayNothing();
  const complaints = [
    ['name', byId('name').value.trim() === '' ? { key: 'field.name_missing' } : null],
    ['state', passportStateComplaint()],
    ['number', byId('number').value.trim() === '' ? { key: 'field.number_missing' } : numberComplaint()],
  ];
  complaints.forEach(([field, found]) => markField(field, found));
  const first = complaints.find(([, found]) => found !== null);
  if (first) {
    byId(first[0]).focus();
  }
  return !first;
}

/** Shows a problem at its field, or above the form if it has none. */
export function showProblem(problem) {
  const field = fieldOf(problem);
  if (field && byId(`${field}-error`)) {
    markField(field, { text: wordsOf(problem) });
    byId(field).focus();
  } else {
    warn(wordsOf(problem));
  }
}

/** Ties an error to its field: { text }, or { key, params } of words; null takes it away. */
export function markField(field, found) {
  const error = byId(`${field}-error`);
  error.hidden = found === null;
  error.textContent = found === null ? '' : found.text ?? t(found.key, found.params);
  if (found === null) {
    byId(field).removeAttribute('aria-invalid');
  } else {
    byId(field).setAttribute('aria-invalid', 'true');
  }
}
