import { post } from './api.js';
import { agreed } from './confirm.js';

/** Asks, then replaces a code. Null if the person did not agree. */
export async function reissued(path) {
  const isAgreed = await agreed('reissue.title', 'reissue.text', 'mine.reissue');
  return isAgreed ? post(path) : null;
}
