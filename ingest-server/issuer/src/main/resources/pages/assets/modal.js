/**
 * Opens dialogs: as the browser does it, and without that in web views of before 2022. A dialog tells its end by `close`.
 */
export function openModal(dialog) {
  document.body.append(dialog);
  if (dialog.showModal) {
    dialog.showModal();
    return;
  }
  dialog.setAttribute('open', '');
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-modal', 'true');
  dialog.addEventListener('keydown', (event) => event.key === 'Escape' && closeModal(dialog));
}

export function closeModal(dialog) {
  if (dialog.close) {
    dialog.close();
  } else {
    dialog.removeAttribute('open');
    dialog.dispatchEvent(new Event('close'));
  }
}
