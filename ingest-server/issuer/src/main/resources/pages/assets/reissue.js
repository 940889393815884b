import { post } from './api.js';
import { agreed } from './confirm.js';

/* Re-issues that were not answered yet, by path: of which code, and its key. Sent again with its key, one counts once. */
const keys = new Map();

/** Asks, then replaces a code, that of the text. Null if the person did not agree. */
export async function reissued(path, text) {
  if (!await agreed('reissue.title', 'reissue.text', 'mine.reissue')) {
    return null;
  }
  const { of, key } = keys.get(path) ?? {};
  const sent = key !== undefined && of === text ? key : newKey();
  keys.set(path, { of: text, key: sent });
  const code = await post(path, undefined, { 'Idempotency-Key': `"${sent}"` });
  keys.delete(path);
  return code;
}

/* crypto.randomUUID is missing in web views of 2021. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
