import { button, element } from './dom.js';
import { wordsOf } from './problems.js';
import { called } from './who.js';
import { t } from './words.js';

export const NICKNAME_CHARACTERS_MAX = 20;

/** The form for a relative's nickname. `saved` is called with the new one and may fail with a Problem. */
export function nicknameForm(relative, saved) {
  const id = `nickname-${relative.relation}`;
  const error = element('p', { class: 'error', id: `${id}-error`, hidden: true });
  const input = element('input', {
    id, type: 'text', autocomplete: 'off', maxlength: NICKNAME_CHARACTERS_MAX, value: relative.nickname,
    'aria-describedby': `${id}-hint ${id}-error`,
  });
  const form = element(
    'form', { class: 'nickname', novalidate: true },
    element('div', { class: 'field' },
      element('label', { for: id }, t('who.of', { what: t('relatives.nickname'), who: called(relative) })),
      element('p', { class: 'hint', id: `${id}-hint` }, t('relatives.nickname_hint')),
      input,
      error),
    element('div', { class: 'actions' },
      element('button', { type: 'submit', class: 'primary' }, t('relatives.nickname_save')),
      button('confirm.cancel', '', () => form.remove())));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await saved(input.value.normalize('NFC').trim());
    } catch (problem) {
      error.textContent = wordsOf(problem);
      error.hidden = false;
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    }
  });
  return form;
}
