import { codeCard } from './code-card.js';
import { both, button, element } from './dom.js';
import { say, sayNothing, warn } from './messages.js';
import { save } from './picture.js';
import { wordsOf } from './problems.js';
import { reissued } from './reissue.js';
import { keepRelative } from './state.js';
import { born, date, ended, reason, residence } from './pairs.js';

/** One relative on the list, with the code behind a button. `remove` is called with the relative. */
export function relativeItem(relative, remove) {
  return relative.state === 'granted' ? grantedItem(relative, remove) : waitingItem(relative, remove);
}

/** Without a code: applied for, refused or over. What the person decided cannot be taken off the list. */
function waitingItem(relative, remove) {
  const isRemovable = relative.state === 'pending' || relative.state === 'expired' || relative.ended_by === 'age';
  const action = relative.state === 'pending' ? ['撤回', 'Withdraw'] : ['移除', 'Remove'];
  return element(
    'li', { class: 'card relative', id: `relation-${relative.relation}`, tabindex: '-1' },
    element('h3', {}, relative.masked_name),
    ...details(relative),
    element('p', { class: 'state' }, both(stateWords(relative))),
    ...(isRemovable ? [element('div', { class: 'actions' }, button(action, '', () => remove(relative)))] : []));
}

function stateWords(relative) {
  if (relative.state === 'pending') {
    return [
      '等待本人同意。请此人打开“我的码”页，或给您一次性授权码；工作人员也可办理。号码或姓名有误时没有人会看到此申请：请核对后重新申请。',
      'Waiting for the person, who can accept on the page My code or give you a one-time code; staff can grant it, too. '
        + 'If number or name is wrong, nobody sees this: check them and apply again.',
    ];
  }
  if (relative.state === 'refused') {
    return ['已拒绝。30 天后才能再申请。', 'Refused. You can apply again after 30 days.'];
  }
  return ended(relative);
}

function grantedItem(relative, remove) {
  const opened = element('div', { class: 'opened', 'aria-live': 'polite' });
  const showButton = button(['出示', 'Show code'], 'primary', () => toggle(relative, opened, showButton));
  showButton.setAttribute('aria-expanded', 'false');
  const online = [
    ...(relative.may_reissue ? [button(['重新签发', 'Re-issue'], '', () => reissue(relative, opened, showButton))] : []),
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
    const [chinese, english] = date(relative.granted_at ?? relative.applied_at);
    const [verb, past] = relative.granted_at ? ['添加', 'added'] : ['申请', 'applied'];
    facts.push(residence(relative.residence), ...(relative.reason ? [reason(relative.reason)] : []), [`${chinese}${verb}`, `${past} ${english}`]);
  }
  return facts.length === 0 ? [] : [element('p', { class: 'small' }, both([
    facts.map(([chinese]) => chinese).join(' · '),
    facts.map(([, english]) => english).join(' · '),
  ]))];
}

function toggle(relative, opened, showButton) {
  if (showButton.getAttribute('aria-expanded') === 'true') {
    close(opened, showButton);
  } else if (relative.code) {
    sayNothing();
    open(relative.code, opened, showButton);
  } else {
    warn(['现在取不到此码，请稍后再试。', 'This code cannot be had now. Try again later.']);
  }
}

async function reissue(relative, opened, showButton) {
  try {
    const code = await reissued(`relatives/${relative.relation}/reissue`);
    if (code) {
      keepRelative(relative.relation, code);
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
