import { TEXTS } from './texts.js';

/** The texts of the pages in the language that is chosen: files words/zh.json and words/en.json. */

const KEY = 'swabline.language';
/* Where the phone refuses storage, the choice lasts as long as the page. */
let chosen = globalThis.swabline.language();

/** 'zh' or 'en'. */
export function language() {
  return chosen;
}

/** Whether there is a text. */
export function hasText(key) {
  return TEXTS[chosen][key] !== undefined;
}

/** A text with its places filled: t('frame.days', { days: 3 }). */
export function t(key, values = {}) {
  const text = TEXTS[chosen][key];
  if (text === undefined) {
    throw new Error(`no text for ${key}`);
  }
  return text.replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark);
}

/** Takes the other language from now on, in all tabs at their next page. Tells by the event swabline:language. */
export function setLanguage(language) {
  chosen = language;
  globalThis.swabline.language = () => chosen;
  try {
    localStorage.setItem(KEY, JSON.stringify(language));
  } catch {
    // The phone refuses storage.
  }
  translate();
  window.dispatchEvent(new Event('swabline:language'));
}

/** Puts its text into each element that names one, and into each attribute: data-t, data-t-label (aria-label), data-t-alt. */
export function translate(root = document) {
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en';
  root.querySelectorAll('[data-t]').forEach((element) => {
    element.textContent = t(element.dataset.t);
  });
  root.querySelectorAll('[data-t-label]').forEach((element) => element.setAttribute('aria-label', t(element.dataset.tLabel)));
  root.querySelectorAll('[data-t-alt]').forEach((element) => element.setAttribute('alt', t(element.dataset.tAlt)));
}
