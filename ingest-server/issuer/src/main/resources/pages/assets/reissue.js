import { post } from './api.js';
import { agreed } from './confirm.js';

/* Keys of re-issues that were not answered yet, by path: sent again with its key, a re-issue counts once. */
const keys = new Map();

/** Asks, then replaces a code. Null if the person did not agree. */
export async function reissued(path) {
  if (!await agreed('reissue.title', 'reissue.text', 'mine.reissue')) {
    return null;
  }
  const key = keys.get(path) ?? newKey();
  keys.set(path, key);
  const code = await post(path, undefined, { 'Idempotency-Key': `"${key}"` });
  keys.delete(path);
  return code;
}

/* crypto.randomUUID is missing in web views of 2021. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
