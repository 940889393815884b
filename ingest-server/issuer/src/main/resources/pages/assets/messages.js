import { both, byId, element } from './dom.js';

/** The page's one live region: what happened, read out by a screen reader when it changes. */
export function say(words) {
  show('notice', words);
}

/** As say, for what went wrong; brings it into sight, for what was pressed may be far below it. */
export function warn(words) {
  show('notice alert', words);
  byId('messages').scrollIntoView({ block: 'nearest' });
}

export function sayNothing() {
  byId('messages').replaceChildren();
}

function show(kind, words) {
  byId('messages').replaceChildren(element('p', { class: kind }, both(words)));
}
