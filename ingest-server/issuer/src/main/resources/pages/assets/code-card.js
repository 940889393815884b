import { element } from './dom.js';
import { nowMs } from './time.js';
import { t } from './words.js';

/** Codes as they are drawn. The card and the symbol are those of boot.js, which draws the kept code before this is there. */

/** The own code with all that its holder needs to know; a tap on the symbol shows it on the whole screen. */
export function codeCard(code, showFull) {
  const card = globalThis.swabline.card(code, nowMs());
  card.querySelector('.qr-frame').addEventListener('click', showFull);
  return card;
}

/** The symbol as the address of an image, its quiet zone included. Its size in pixels is set: not every browser draws others. */
export function symbolAddress(code, sidePixels = 980) {
  const drawing = globalThis.swabline.symbol(code);
  drawing.setAttribute('width', sidePixels);
  drawing.setAttribute('height', sidePixels);
  return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
}

export function symbolImage(code, kind = 'qr') {
  return element('img', {
    class: kind, src: symbolAddress(code), alt: t('frame.code_of', { name: code.masked_name }), width: 980, height: 980,
  });
}
