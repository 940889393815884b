import { both, byId } from './dom.js';
import { complaint, normalised } from './id-number.js';
import { sayNothing, warn } from './messages.js';
import { fieldOf, wordsOf } from './problems.js';

/** A form that names a person: name and ID number. Errors stand at their field and are tied to it. */

export function person() {
  return { id_number: normalised(byId('id_number').value), name: byId('name').value.trim() };
}

/** Checks the ID number as soon as the person leaves the field; a complaint goes as soon as it is mended. */
export function watchFields() {
  byId('name').addEventListener('input', () => markField('name', null));
  const input = byId('id_number');
  input.addEventListener('blur', () => {
    const number = normalised(input.value);
    markField('id_number', number === '' ? null : complaint(number));
  });
  input.addEventListener('input', () => {
    if (input.hasAttribute('aria-invalid') && complaint(normalised(input.value)) === null) {
      markField('id_number', null);
    }
  });
}

/** Whether the form can be sent; marks what is missing and goes to the first such field. */
export function isComplete() {
  sayNothing();
  const { id_number: number, name } = person();
  const complaints = [
    ['name', name === '' ? ['请填写姓名。', 'Enter the name.'] : null],
    ['id_number', number === '' ? ['请填写身份证号码。', 'Enter the ID number.'] : complaint(number)],
  ];
  complaints.forEach(([field, words]) => markField(field, words));
  const first = complaints.find(([, words]) => words !== null);
  if (first) {
    byId(first[0]).focus();
  }
  return !first;
}

/** Shows a problem at its field, or above the form if it has none. */
export function showProblem(problem) {
  const field = fieldOf(problem);
  if (field && byId(`${field}-error`)) {
    markField(field, wordsOf(problem));
    byId(field).focus();
  } else {
    warn(wordsOf(problem));
  }
}

/** Ties an error to its field; null takes it away. */
export function markField(field, words) {
  const error = byId(`${field}-error`);
  error.hidden = words === null;
  error.replaceChildren(...(words === null ? [] : [both(words)]));
  if (words === null) {
    byId(field).removeAttribute('aria-invalid');
  } else {
    byId(field).setAttribute('aria-invalid', 'true');
  }
}
