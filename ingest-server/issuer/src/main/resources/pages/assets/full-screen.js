import { symbolImage } from './code-card.js';
import { button, element } from './dom.js';
import { closeModal, openModal } from './modal.js';
import { current, onChange } from './state.js';
import { daysLeft, isExpired, moment } from './time.js';
import { leftWords } from './validity.js';
import { t } from './words.js';

/**
 * A code on the whole screen, for the table where it is scanned and for a screenshot: on white in the dark theme too, with the
 * screen kept awake. It ends by its button, Escape, the phone's way back, and when the code
 * expires or is replaced.
 */

const EXPIRY_LOOK_MS = 10_000;

/** @param mark what tells a relative apart beside the masked name; empty for the own code */
export function showFull(code, mark = '') {
  const before = document.activeElement;
  const dialog = element(
    'dialog', { class: 'full', 'aria-label': t('frame.code_of', { name: code.masked_name }) },
    symbolImage(code, 'full-symbol'),
    element('div', { class: 'full-facts' },
      element('p', { class: 'holder' }, code.masked_name, mark === '' ? null : element('span', { class: 'mark' }, mark)),
      element('p', { class: 'full-until' }, `${t('frame.until')} ${moment(code.valid_until)}`),
      element('p', { class: 'full-left' }, `${t('frame.left')} ${leftWords(daysLeft(code))}`),
      element('p', { class: 'full-hint' }, t('full.hint')),
      button('full.close', 'primary', () => closeModal(dialog))));
  const awake = keepAwake();
  const back = leaveByWayBack(() => closeModal(dialog));
  const expiry = setInterval(() => isExpired(code) && closeModal(dialog), EXPIRY_LOOK_MS);
  const unsubscribe = onChange(() => isCurrent(code) || closeModal(dialog));
  dialog.addEventListener('close', () => {
    clearInterval(expiry);
    unsubscribe();
    awake.end();
    back.end();
    dialog.remove();
    before?.focus();
  });
  openModal(dialog);
  dialog.querySelector('button').focus();
}

/* Kept codes of versions before have no text. */
function isCurrent({ text }) {
  const { own, relatives } = current();
  return text === undefined || [own, ...relatives.map(({ code }) => code)].some((code) => code?.text === text);
}

/* The way back of a phone would leave the page. It takes the entry that is added here instead. */
function leaveByWayBack(leave) {
  let isOpen = true;
  const popped = () => {
    isOpen = false;
    leave();
  };
  window.history.pushState({ full: true }, '');
  window.addEventListener('popstate', popped);
  return {
    end() {
      window.removeEventListener('popstate', popped);
      if (isOpen) {
        window.history.back();
      }
    },
  };
}

/* Browsers release the lock when the page is hidden. Where there is none, or it is refused, the phone dims as always. */
function keepAwake() {
  let lock = null;
  let isEnded = false;
  async function acquire() {
    if (!navigator.wakeLock || document.visibilityState !== 'visible') {
      return;
    }
    try {
      lock = await navigator.wakeLock.request('screen');
      if (isEnded) {
        await lock.release();
      }
    } catch {
      lock = null;
    }
  }
  document.addEventListener('visibilitychange', acquire);
  acquire();
  return {
    end() {
      isEnded = true;
      document.removeEventListener('visibilitychange', acquire);
      lock?.release().catch(() => {
        // It was released already.
      });
    },
  };
}
