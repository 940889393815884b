/**
 * The rules of documents' numbers as a hint while typing; the server judges. ID numbers are those of GB 11643-1999, the others have
 * the forms of the protocol's document numbers.
 */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const DAY_MS = 86_400_000;
const FORMS = {
  passport: /^[A-Z\d]{5,15}$/,
  'hk_macao_permit': /^(?:[HM]\d{8}|[HM]A\d{7}|[HM]\d{10})$/,
  'taiwan_permit': /^(?:\d{8}|\d{10}|\d{10}[A-Z\d])$/,
  'permanent_residence': /^(?:[A-Z]{3}\d{12}|9\d{16}[\dX])$/,
};

/** Without the spaces, hyphens and fillers that people write or read between characters; wide characters are made plain. */
export function normalised(text, type = 'id_card') {
  const plain = text.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}\u2212<]/gu, '').toUpperCase();
  return type === 'taiwan_permit' ? plain.replace(/[()]/g, '') : plain;
}

/** What is wrong with a normalised number, as { key, params } of words; null if nothing is. */
export function complaint(number, type = 'id_card') {
  if (type === 'id_card') {
    return idNumberComplaint(number);
  }
  if (!/^[A-Z\d]*$/.test(number)) {
    return { key: 'number.character', params: {} };
  }
  if (!FORMS[type].test(number)) {
    return { key: `number.${type}`, params: { count: number.length } };
  }
  return type === 'permanent_residence' && number.startsWith('9') ? idNumberComplaint(number) : null;
}

/** What is wrong with a passport's issuing state; null if nothing is. Which states there are is not looked up. */
export function stateComplaint(state) {
  return state === 'D' || /^[A-Z]{3}$/.test(state) ? null : { key: 'field.state_missing', params: {} };
}

function idNumberComplaint(number) {
  if (number.length !== 18) {
    return { key: 'number.length', params: { count: number.length } };
  }
  if (!/^\d{17}[\dX]$/.test(number)) {
    return { key: 'number.form', params: {} };
  }
  if (!isDate(number.slice(6, 14))) {
    return { key: 'number.birth_date', params: {} };
  }
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return CHECK_CHARACTERS[sum % 11] === number[17] ? null : { key: 'number.check', params: {} };
}

function isDate(digits) {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getTime() <= Date.now() + DAY_MS;
}
