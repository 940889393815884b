import { button, element } from './dom.js';
import { closeModal, openModal } from './modal.js';
import { t } from './words.js';

/**
 * Asks before something that cannot be undone. The keys name title, text and action. Resolves to whether the person agreed;
 * Escape and Cancel both mean no.
 */
export function agreed(title, text, action, params = {}) {
  return new Promise((resolve) => {
    let isAgreed = false;
    const before = document.activeElement;
    const no = button('confirm.cancel', '', () => closeModal(dialog));
    const yes = button(action, 'primary', () => {
      isAgreed = true;
      closeModal(dialog);
    });
    const dialog = element(
      'dialog', { class: 'question', 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' },
      element('h2', { id: 'confirm-title' }, t(title, params)),
      element('p', { id: 'confirm-text' }, t(text, params)),
      element('p', { class: 'actions' }, no, yes));
    dialog.addEventListener('close', () => {
      dialog.remove();
      before?.focus();
      resolve(isAgreed);
    });
    openModal(dialog);
    no.focus();
  });
}
