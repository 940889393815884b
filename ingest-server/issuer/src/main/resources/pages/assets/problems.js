import { current } from './state.js';
import { hasText, language, t } from './words.js';

/** What a Problem is called on the pages; what the server adds is shown in English where a kind is not known. */

const FIELDS = {
  'not-eligible': 'reason',
  'consent-code-wrong': 'consent_code',
  'own-relative': 'number',
  'bad-id-number': 'number',
  'bad-document': 'number',
  'bad-name': 'name',
  'bad-nickname': 'nickname',
};

/** Fields of the API that are called otherwise in the forms. */
const NAMES = { id_number: 'number', issuing_state: 'state' };

/** The city's app as sentences call it. */
export function appName() {
  return current().appName?.[language()] ?? t('app.default');
}

export function wordsOf(problem) {
  const key = `problem.${problem.kind}`;
  if (hasText(key)) {
    return t(key, { app: appName() });
  }
  return language() === 'en' && problem.detail ? problem.detail : t('problem.unexpected');
}

/** The field of a form that the problem is about; null if it is about none. */
export function fieldOf(problem) {
  const field = problem.field?.split('.').pop() ?? FIELDS[problem.kind] ?? null;
  return NAMES[field] ?? field;
}
