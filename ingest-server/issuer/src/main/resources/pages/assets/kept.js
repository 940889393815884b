/**
 * The last codes, own and relatives', kept on this phone so that they can be shown without a network. Removed at logout, and when
 * somebody else logs in. A phone that refuses storage simply keeps nothing.
 */

const KEY = 'swabline.codes';

export function ownCode() {
  return read().own;
}

export function keepOwn(code) {
  const kept = read();
  const isSamePerson = kept.own === null || kept.own.person === code.person;
  write({ own: trimmed(code), relatives: isSamePerson ? kept.relatives : {} });
}

export function relativesCode(relation) {
  return read().relatives[relation] ?? null;
}

/** [relation, code] of every relative whose code is kept. */
export function relativesCodes() {
  return Object.entries(read().relatives);
}

export function keepRelatives(relation, code) {
  const kept = read();
  kept.relatives[relation] = trimmed(code);
  write(kept);
}

/** Drops the codes of relations that are no more. */
export function keepOnly(relations) {
  const kept = read();
  kept.relatives = Object.fromEntries(Object.entries(kept.relatives).filter(([relation]) => relations.includes(relation)));
  write(kept);
}

export function dropAll() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing could be kept, so nothing is there.
  }
}

/** Without the PNG, which says nothing that the SVG does not. */
function trimmed({ person, masked_name, birth_year, issued_at, valid_until, fetched_by, svg }) {
  return { person, masked_name, birth_year, issued_at, valid_until, fetched_by, svg };
}

function read() {
  const nothing = { own: null, relatives: {} };
  try {
    return { ...nothing, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return nothing;
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // The phone refuses storage: the code is shown, only not kept.
  }
}
