import { daysLeft, isExpired, moment } from './time.js';
import { t } from './words.js';

/** How long a code can still be shown, in words. */

/** From so many days before the end on, the pages say that it is near. */
const SOON_DAYS = 3;

export function leftWords(days) {
  return days <= 1 ? t('frame.less_than_a_day') : t('frame.days', { days });
}

export function endsSoon(code) {
  return !isExpired(code) && daysLeft(code) <= SOON_DAYS;
}

/** For the words that tell of a near end. */
export function endParams(code) {
  return { until: moment(code.valid_until), left: leftWords(daysLeft(code)) };
}
