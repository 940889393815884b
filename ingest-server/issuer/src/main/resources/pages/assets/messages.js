import { byId, element } from './dom.js';

/**
 * Says what happened. The page has one live region, `#messages`; each thing that can be changed has a place of its own beside its
 * buttons, where the eye is.
 */

/** In the page's live region. */
export function say(text) {
  byId('messages').replaceChildren(element('p', { class: 'notice' }, text));
}

/** As say, for what went wrong; brings it into sight, for what was pressed may be far below it. */
export function warn(text) {
  byId('messages').replaceChildren(element('p', { class: 'notice alert' }, text));
  byId('messages').scrollIntoView({ block: 'nearest' });
}

export function sayNothing() {
  byId('messages').replaceChildren();
}

/** A place for what happened to one thing. */
export function place(id = null) {
  return element('div', { class: 'place', id, role: 'status' });
}

/** In a place; takes the focus there, so that it is in sight and a screen reader goes on from it. */
export function sayAt(at, text) {
  tell(at, 'notice', text);
}

export function warnAt(at, text) {
  tell(at, 'notice alert', text);
}

function tell(at, kind, text) {
  const told = element('p', { class: kind, tabindex: '-1' }, text);
  at.replaceChildren(told);
  told.focus();
  told.scrollIntoView({ block: 'nearest' });
}
