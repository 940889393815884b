import { t } from './words.js';

/** Builds elements. Text is always set as text: nothing that a server or a person wrote is ever read as HTML. */

/** An element with attributes (false and null leave one out), listeners (`onclick: f`) and children (strings or nodes). */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * A button. Where several buttons of a page say the same, `whom` names the person of this one to screen readers; its visible
 * words come first, so that voice control finds it by them.
 */
export function button(key, kind, onclick, whom = null) {
  return element('button', { type: 'button', class: kind || null, onclick, ...named(key, whom) }, t(key));
}

/** The same for a link that looks like a button. */
export function buttonLink(key, href, whom = null) {
  return element('a', { class: 'button', href, ...named(key, whom) }, t(key));
}

function named(key, whom) {
  return whom ? { 'aria-label': t('who.of', { what: t(key), who: whom }) } : {};
}

export function byId(id) {
  return document.getElementById(id);
}
