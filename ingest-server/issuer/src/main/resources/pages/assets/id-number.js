/** The rules of an ID number (GB 11643-1999), as a hint while typing; the server judges. */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** Without the spaces and dashes that people write between digits; wide digits are made plain. */
export function normalised(text) {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** What is wrong with a number, in both languages; null if nothing is. */
export function complaint(number) {
  if (number.length !== 18) {
    return [`身份证号码有 18 位，现在是 ${number.length} 位。`, `An ID number has 18 characters; this has ${number.length}.`];
  }
  if (!/^\d{17}[\dX]$/.test(number)) {
    return ['应为 17 位数字，最后一位是数字或 X。', '17 digits, then a digit or X.'];
  }
  if (!isDate(number.slice(6, 14))) {
    return ['第 7 至 14 位不是出生日期。', 'Characters 7 to 14 are not a birth date.'];
  }
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  if (CHECK_CHARACTERS[sum % 11] !== number[17]) {
    return ['号码有误：最后一位与前面不符，请逐位核对。', 'The last character does not match the others: compare digit by digit.'];
  }
  return null;
}

function isDate(digits) {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getTime() <= Date.now() + 86_400_000;
}
