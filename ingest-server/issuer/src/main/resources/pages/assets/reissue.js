import { post } from './api.js';
import { agreed } from './confirm.js';

/** Asks, then replaces a code. Null if the person did not agree. */
export async function reissued(path) {
  const isAgreed = await agreed(
    ['重新签发？', 'Re-issue this code?'],
    [
      '之前的码会全部立即失效：截图、打印件、其他手机中的也一样。适用于手机丢失或码被他人取得。',
      "Every older copy stops working at once: screenshots, printouts, and those on other phones too. "
        + 'For a lost phone, or a code that somebody else got hold of.',
    ],
    ['重新签发', 'Re-issue']);
  return isAgreed ? post(path) : null;
}
