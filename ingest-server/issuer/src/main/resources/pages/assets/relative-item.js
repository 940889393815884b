import { symbolImage } from './code-card.js';
import { button, buttonLink, element } from './dom.js';
import { showFull } from './full-screen.js';
import { save } from './picture.js';
import { date, isExpired, moment } from './time.js';
import { endParams, endsSoon } from './validity.js';
import { called, known, markOf } from './who.js';
import { t } from './words.js';

/**
 * One relative on the list. The code is one tap away, beside the name.
 *
 * @param place   where it is said what happened
 * @param actions { reissue, remove, nickname } of the relative, or null where nothing can be changed
 */
export function relativeItem(relative, place, actions) {
  const mark = markOf(relative);
  const isReady = relative.state === 'granted' && relative.code && !isExpired(relative.code);
  return element(
    'li', { class: 'card relative', id: `relation-${relative.relation}` },
    element('div', { class: 'relative-head' },
      element('h3', {}, relative.masked_name, mark === '' ? null : element('span', { class: 'mark' }, mark)),
      isReady ? codeButton(relative, mark) : null),
    element('p', { class: 'small' }, facts(relative).join(' · ')),
    standing(relative),
    relative.state === 'granted' ? more(relative, mark, place, actions) : withdrawal(relative, actions),
    place);
}

function codeButton(relative, mark) {
  const show = action('code', button('relatives.show', 'primary', () => showFull(relative.code, mark), called(relative)));
  show.prepend(smallSymbol(relative));
  return show;
}

/** A sign that the button opens a code. It is too small to be read, and says nothing to a screen reader. */
function smallSymbol({ code }) {
  const symbol = symbolImage(code, 'small-symbol');
  symbol.alt = '';
  return symbol;
}

function action(name, made) {
  made.dataset.action = name;
  return made;
}

function facts(relative) {
  const decided = relative.granted_at ?? relative.applied_at;
  return [
    ...(relative.birth_year ? [t('who.born', { year: relative.birth_year })] : []),
    ...(relative.nickname && relative.number_end ? [t('who.ends', { end: relative.number_end })] : []),
    ...(relative.residence ? [known('residence', relative.residence)] : []),
    ...(relative.reason ? [known('reason', relative.reason)] : []),
    ...(decided ? [t(relative.granted_at ? 'relatives.added_on' : 'relatives.applied_on', { date: date(decided) })] : []),
  ];
}

function standing(relative) {
  const { state, code } = relative;
  if (state === 'pending' || state === 'refused') {
    return element('p', { class: 'state' }, t(`relatives.${state}`));
  }
  if (state !== 'granted') {
    return element('p', { class: 'state' }, known('ended', relative.ended_by));
  }
  if (!code) {
    return element('p', { class: 'notice' }, t('relatives.code_missing'));
  }
  if (isExpired(code)) {
    return element('p', { class: 'notice alert end' }, t('relatives.code_ended'));
  }
  return endsSoon(code)
    ? element('p', { class: 'notice end' }, t('relatives.code_ends_soon', endParams(code)))
    : element('p', { class: 'small' }, t('relatives.code_until', { until: moment(code.valid_until) }));
}

/** What is seldom needed. Nothing is saved or printed of a code that has expired. */
function more(relative, mark, place, actions) {
  const whom = called(relative);
  const isReady = relative.code && !isExpired(relative.code);
  const buttons = [
    ...(isReady ? [
      button('relatives.save', '', () => save(relative.code, mark, place), whom),
      buttonLink('relatives.print', `/pages/print?codes=${relative.relation}`, whom),
    ] : []),
    ...(actions ? [button('relatives.nickname_edit', '', () => actions.nickname(relative), whom)] : []),
    ...(actions && relative.may_reissue ? [action('reissue', button('relatives.reissue', '', () => actions.reissue(relative), whom))] : []),
    ...(actions ? [action('remove', button('relatives.remove', '', () => actions.remove(relative), whom))] : []),
  ];
  return buttons.length === 0 ? null : element('details', {},
    element('summary', { 'aria-label': t('who.of', { what: t('relatives.more'), who: whom }) }, t('relatives.more')),
    element('div', { class: 'actions' }, ...buttons));
}

/** What the person decided cannot be taken off the list. */
function withdrawal(relative, actions) {
  const isRemovable = relative.state === 'pending' || relative.state === 'expired' || relative.ended_by === 'age';
  const key = relative.state === 'pending' ? 'relatives.withdraw' : 'relatives.remove';
  return actions && isRemovable
    ? element('div', { class: 'actions' }, action('remove', button(key, '', () => actions.remove(relative), called(relative))))
    : null;
}
