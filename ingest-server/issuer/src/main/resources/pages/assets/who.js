import { hasText, t } from './words.js';

/** What people are called, so that they are told apart where masked names are the same, and what is said of them. */

/** What stands beside a relative's masked name: the nickname, else the number's end, else the year of birth; '' if there is none. */
export function markOf(relative) {
  if (relative.nickname) {
    return relative.nickname;
  }
  if (relative.number_end) {
    return t('who.ends', { end: relative.number_end });
  }
  return relative.birth_year ? t('who.born', { year: relative.birth_year }) : '';
}

/** The relative in one phrase, for questions and for the names of buttons. */
export function called(relative) {
  const mark = markOf(relative);
  return mark === '' ? relative.masked_name : `${relative.masked_name} (${mark})`;
}

/** The mark as a part of a file's name: without what file systems, shells or other systems refuse or read otherwise. */
export function filePart(mark) {
  return mark.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 40);
}

/** What the server calls something by one word; a word that is not known here is shown as it is. */
export function known(group, word) {
  const key = `${group}.${word}`;
  return hasText(key) ? t(key) : word;
}
