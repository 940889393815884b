import { element } from './dom.js';
import { place, sayAt } from './messages.js';

/**
 * A list of cards that is drawn again when what it shows has changed. What happened to an item is said beside its buttons, and
 * where the item was when it has gone.
 */
export class ItemList {
  /**
   * @param at   where the list stands
   * @param none what is shown where there is no item
   * @param draw makes the card of an item, given the item and its place for messages
   */
  constructor(at, none, draw) {
    this.at = at;
    this.none = none;
    this.draw = draw;
    this.places = new Map();
    this.ids = [];
    this.looks = null;
    this.gone = null;
  }

  /** @param looks a text that differs whenever anything of the items is to be drawn otherwise */
  show(items, looks) {
    if (looks === this.looks) {
      return;
    }
    this.looks = looks;
    const opened = new Set([...this.at.querySelectorAll('details[open]')].map((details) => details.closest('li').id));
    const focused = this.at.contains(document.activeElement) ? document.activeElement : null;
    const [focusedItem, focusedName] = [focused?.closest('li')?.id, focused?.dataset.action];
    this.ids = items.map(({ relation }) => relation);
    const cards = items.map((item) => this.draw(item, this.placeOf(item.relation)));
    cards.filter(({ id }) => opened.has(id)).forEach((card) => card.querySelector('details')?.setAttribute('open', ''));
    if (this.gone) {
      cards.splice(this.gone.index, 0, this.gone.card);
    }
    this.at.replaceChildren(
      ...(items.length === 0 ? [element('p', { class: 'waiting' }, this.none())] : []),
      element('ul', { class: 'relatives' }, ...cards));
    if (focusedItem && focusedName) {
      document.getElementById(focusedItem)?.querySelector(`[data-action="${focusedName}"]`)?.focus();
    }
  }

  placeOf(relation) {
    if (!this.places.has(relation)) {
      this.places.set(relation, place());
    }
    return this.places.get(relation);
  }

  /**
   * Says what happened to an item: beside it, or where it was. To be called when the list shows the change.
   *
   * @param index where the item was, if it may have gone
   */
  tell(relation, text, index = 0) {
    this.sayNothing();
    if (this.ids.includes(relation)) {
      sayAt(this.placeOf(relation), text);
      return;
    }
    const card = element('li', { class: 'place', role: 'status' });
    this.gone = { index, card };
    const list = this.at.querySelector('ul');
    list.insertBefore(card, list.children[index] ?? null);
    sayAt(card, text);
  }

  indexOf(relation) {
    return this.ids.indexOf(relation);
  }

  /** Forms in places stay. */
  sayNothing() {
    this.gone?.card.remove();
    this.gone = null;
    this.places.forEach((at) => at.querySelectorAll('.notice').forEach((notice) => notice.remove()));
  }
}
