import { get, Problem } from './api.js';
import { codeCard } from './code-card.js';
import { both, button, element } from './dom.js';
import { keepRelatives, relativesCode } from './kept.js';
import { say, sayNothing, warn } from './messages.js';
import { save } from './picture.js';
import { wordsOf } from './problems.js';
import { reissued } from './reissue.js';
import { born, date, reason, residence } from './words.js';

/** One relative on the list, with the code behind a button. `remove` is called with the relative. */
export function relativeItem(relative, remove) {
  const opened = element('div', { class: 'opened', 'aria-live': 'polite' });
  const showButton = button(['出示', 'Show code'], 'primary', () => toggle(relative, opened, showButton));
  showButton.setAttribute('aria-expanded', 'false');
  const online = [
    button(['重新签发', 'Re-issue'], '', () => reissue(relative, opened, showButton)),
    button(['移除', 'Remove'], '', () => remove(relative)),
  ];
  return element(
    'li', { class: 'card relative', id: `relation-${relative.relation}`, tabindex: '-1' },
    element('h3', {}, relative.masked_name),
    ...details(relative),
    element('div', { class: 'actions' },
      showButton,
      element('a', { class: 'button', href: `/pages/print?codes=${relative.relation}` }, both(['打印', 'Print'])),
      ...(relative.isKept ? [] : online)),
    opened);
}

function details(relative) {
  const facts = relative.birth_year ? [born(relative.birth_year)] : [];
  if (!relative.isKept) {
    const [chinese, english] = date(relative.granted_at);
    facts.push(residence(relative.residence), ...(relative.reason ? [reason(relative.reason)] : []), [`${chinese}添加`, `added ${english}`]);
  }
  return facts.length === 0 ? [] : [element('p', { class: 'small' }, both([
    facts.map(([chinese]) => chinese).join(' · '),
    facts.map(([, english]) => english).join(' · '),
  ]))];
}

async function toggle(relative, opened, showButton) {
  if (showButton.getAttribute('aria-expanded') === 'true') {
    close(opened, showButton);
    return;
  }
  try {
    const code = await get(`relatives/${relative.relation}/code`);
    keepRelatives(relative.relation, code);
    sayNothing();
    open(code, opened, showButton);
  } catch (problem) {
    const kept = problem instanceof Problem ? relativesCode(relative.relation) : null;
    if (kept) {
      open(kept, opened, showButton);
      say(problem.kind === 'offline' ? ['没有网络：这是这台手机中保存的码。', 'Offline: this is the code kept on this phone.'] : wordsOf(problem));
    } else {
      warn(wordsOf(problem));
    }
  }
}

async function reissue(relative, opened, showButton) {
  try {
    const code = await reissued(`relatives/${relative.relation}/reissue`);
    if (code) {
      keepRelatives(relative.relation, code);
      open(code, opened, showButton);
      say(['已签发新码。之前的码全部失效。', 'This is the new code. Every older one is void.']);
    }
  } catch (problem) {
    warn(wordsOf(problem));
  }
}

function open(code, opened, showButton) {
  const saved = element('div', { 'aria-live': 'polite' });
  opened.replaceChildren(
    codeCard(code),
    element('div', { class: 'actions' }, button(['保存为图片', 'Save as image'], '', () => save(code, saved))),
    saved);
  showButton.setAttribute('aria-expanded', 'true');
  showButton.replaceChildren(both(['收起', 'Hide code']));
}

function close(opened, showButton) {
  opened.replaceChildren();
  showButton.setAttribute('aria-expanded', 'false');
  showButton.replaceChildren(both(['出示', 'Show code']));
}
