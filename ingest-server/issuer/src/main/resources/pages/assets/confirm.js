import { both, button, element } from './dom.js';

/** Asks before something that cannot be undone. Resolves to whether the person agreed; Escape and Cancel both mean no. */
export function agreed(title, text, action) {
  return new Promise((resolve) => {
    const no = button(['取消', 'Cancel'], '', () => dialog.close('no'));
    const yes = button(action, 'primary', () => dialog.close('yes'));
    const dialog = element(
      'dialog', { 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' },
      element('h2', { id: 'confirm-title' }, both(title)),
      element('p', { id: 'confirm-text' }, both(text)),
      element('p', { class: 'actions' }, no, yes));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
