/*
 * Judges the page as it is shown: contrast of every text (WCAG 2.2, AA), names of controls and pictures, language, headings,
 * size of text and of what is touched, that no two controls have one name, and that nothing must be scrolled sideways. Takes the
 * language that the page must be in; answers {texts, complaints}.
 */
const [language] = arguments;
const complaints = [];
const named = new Map();
let texts = 0;

function name(element) {
  return `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}"> ${(element.innerText || '').slice(0, 30)}`;
}

function complain(element, what) {
  complaints.push(`${what}: ${name(element)}`);
}

function isShown(element) {
  const open = document.querySelector('dialog[open]');
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && (!open || open.contains(element));
}

function colour(text) {
  const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
  return { red, green, blue, alpha };
}

function luminance({ red, green, blue }) {
  const [r, g, b] = [red, green, blue].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/* The grounds that a text may stand on: the nearest opaque colour, and those of a gradient in front of it. */
function grounds(element) {
  const found = [];
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.backgroundImage !== 'none') {
      found.push(...(style.backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).map(colour));
    }
    const ground = colour(style.backgroundColor);
    if (ground.alpha === 1) {
      return [...found, ground];
    }
    if (ground.alpha > 0) {
      complain(at, 'a half transparent ground, whose contrast cannot be told');
    }
  }
  return [...found, colour('rgb(255, 255, 255)')];
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function judgeText(element) {
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const worst = Math.min(...grounds(element).map((ground) => contrast(colour(style.color), ground)));
  if (worst < (isLarge ? 3 : 4.5) && !element.closest(':disabled')) {
    complain(element, `contrast ${worst.toFixed(2)}`);
  }
  if (size < 12) {
    complain(element, `text of ${size} pixels`);
  }
  texts += 1;
}

function judgeControl(control) {
  const label = control.getAttribute('aria-label') || (control.labels?.[0] ?? control).innerText || control.alt;
  if (!label || !label.trim()) {
    complain(control, 'no label');
  }
  const same = named.get(label);
  if (same && (control.tagName !== 'A' || control.href !== same.href)) {
    complain(control, `a second control named "${label}"`);
  }
  named.set(label, control);
  const box = (control.type === 'radio' || control.type === 'checkbox' ? control.labels[0] : control).getBoundingClientRect();
  if (!control.closest('p:not(.actions)') && (box.width < 43.5 || box.height < 43.5)) {
    complain(control, `too small to touch, ${box.width.toFixed()} x ${box.height.toFixed()}`);
  }
  for (const id of (control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)) {
    if (!document.getElementById(id)) {
      complain(control, `described by what is not there, ${id}`);
    }
  }
  if (control.getAttribute('aria-invalid') === 'true' && document.getElementById(`${control.id}-error`).innerText === '') {
    complain(control, 'an error without words');
  }
}

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const judged = new Set();
while (walker.nextNode()) {
  const parent = walker.currentNode.parentElement;
  if (walker.currentNode.data.trim() && !judged.has(parent) && isShown(parent) && parent.tagName !== 'OPTION') {
    judged.add(parent);
    judgeText(parent);
  }
}
document.querySelectorAll('a[href], button, input, select').forEach((control) => isShown(control) && judgeControl(control));
document.querySelectorAll('img').forEach((image) => image.hasAttribute('alt') || complain(image, 'no alt'));
document.querySelectorAll('main img.qr').forEach((image) => image.alt || complain(image, 'a code without a name'));
document.querySelectorAll('body *').forEach((element) => {
  if (isShown(element) && element.getBoundingClientRect().right > window.innerWidth + 0.5) {
    complain(element, 'reaches beyond the screen');
  }
});
if (document.documentElement.scrollWidth > window.innerWidth) {
  complain(document.documentElement, `scrolls sideways, ${document.documentElement.scrollWidth} pixels`);
}
if (document.documentElement.lang !== (language === 'zh' ? 'zh-CN' : 'en')) {
  complain(document.documentElement, 'another language is told');
}
/* Masked names, nicknames and file names may have any letters; so has the switch of languages. */
document.querySelectorAll('p, li, dt, dd, button, a, h1, h2, label, legend, summary').forEach((element) => {
  const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('');
  const isOther = language === 'zh' ? /[A-Za-z]{4,}/.test(text.replace(/JavaScript|pages\.development-login|false/g, '')) : /[\u4e00-\u9fff]/.test(text.replace(/.\*+/g, ''));
  if (isOther && isShown(element) && !element.closest('#language, .holder, h3')) {
    complain(element, 'words of the other language');
  }
});
if (document.querySelectorAll('h1').length !== 1 || !document.title) {
  complain(document.body, 'one title and one first heading');
}
if (document.scripts.length > 0 && !document.querySelector('[aria-live]')) {
  complain(document.body, 'no live region');
}
return { texts, complaints };
