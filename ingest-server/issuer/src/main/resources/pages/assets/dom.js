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
  made.append(...children);
  return made;
}

/** Chinese, and English beside it. */
export function both([chinese, english]) {
  const fragment = document.createDocumentFragment();
  fragment.append(chinese, ' ', element('span', { class: 'en', lang: 'en' }, english));
  return fragment;
}

export function button(words, kind, onclick) {
  return element('button', { type: 'button', class: kind, onclick }, both(words));
}

export function byId(id) {
  return document.getElementById(id);
}
