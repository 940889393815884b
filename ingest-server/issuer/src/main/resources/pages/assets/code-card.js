import { both, element } from './dom.js';
import { born, daysLeft, fetchedBy, isExpired, left, moment } from './pairs.js';

/** A print sheet is asked for by an address, which has only so much room, and each code of it is a request. */
export const SHEET_CODES_MAX = 24;

/** The QR code as the address of an image. Its size in pixels is set, for not every browser draws other units on a canvas. */
export function qrAddress(code, sidePixels = 980) {
  const drawing = globalThis.swabline.symbol(code);
  drawing.setAttribute('width', sidePixels);
  drawing.setAttribute('height', sidePixels);
  return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
}

export function qrImage(code) {
  return element('img', {
    class: 'qr',
    src: qrAddress(code),
    alt: `${code.masked_name} 的采样码 (sampling code of ${code.masked_name})`,
    width: 980,
    height: 980,
  });
}

/** A code with all that its holder needs to know; one that has expired says so, and cannot be scanned any more. */
export function codeCard(code) {
  const expired = isExpired(code);
  return element(
    'article', { class: expired ? 'card code expired' : 'card code' },
    element('div', { class: 'qr-frame' },
      qrImage(code),
      ...(expired ? [element('p', { class: 'stamp' }, both(['已过期', 'Expired']))] : [])),
    element('p', { class: 'holder' }, code.masked_name, ...bornIfRelative(code)),
    element('dl', {},
      fact(['有效期至', 'Valid until'], moment(code.valid_until), 'until'),
      fact(['剩余', 'Left'], expired ? ['已过期', 'expired'] : left(code.days_left ?? daysLeft(code)), 'left'),
      fact(['取码', 'Fetched by'], fetchedBy(code.fetched_by))));
}

/** A relative's year of birth, to stand beside the name; the own code needs none. */
export function bornIfRelative(code) {
  return code.fetched_by === 'relative' && code.birth_year ? [' ', element('span', { class: 'born' }, both(born(code.birth_year)))] : [];
}

function fact(term, words, kind = '') {
  return element('div', { class: kind }, element('dt', {}, both(term)), element('dd', {}, both(words)));
}
