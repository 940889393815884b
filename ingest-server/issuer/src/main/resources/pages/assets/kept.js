/**
 * What this phone keeps so that it can be shown without a network: the own code, the relatives with theirs, and by how much the
 * phone's clock was off. Removed at logout, and when somebody else logs in. Where the phone refuses storage it lasts as long as
 * the page. boot.js reads the same, before this is there.
 */

const KEY = 'swabline.kept';
/* As versions before kept it: { own, relatives: { relation: code } }. */
const FORMER_KEY = 'swabline.codes';
/* That the server has not been told of a logout yet. */
const LEAVING_KEY = 'swabline.leaving';
const NOTHING = {
  person: null, own: null, relatives: [], app_name: null, relatives_enabled: true, refreshed_at_ms: 0, offset_ms: 0, etag: null,
};

let now = read();
let isGoing = readLeaving();

export function kept() {
  return now;
}

/** Changes some of it: keep({ own }). */
export function keep(changes) {
  now = { ...now, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // The phone refuses storage.
  }
}

export function dropAll() {
  now = NOTHING;
  try {
    localStorage.removeItem(KEY);
    localStorage.removeItem(FORMER_KEY);
  } catch {
    // Nothing could be kept, so nothing is there.
  }
}

/** By how much the server's clock was ahead of the phone's, milliseconds. */
export function offsetMs() {
  return now.offset_ms;
}

/**
 * Calls when another tab has changed what is kept, or when this page comes back from the browser's own memory, with what was kept
 * when it went there.
 */
export function onOtherTab(listener) {
  const reread = () => {
    const before = now;
    now = read();
    isGoing = readLeaving();
    listener(before);
  };
  window.addEventListener('storage', ({ key }) => (key === KEY || key === LEAVING_KEY || key === null) && reread());
  window.addEventListener('pageshow', ({ persisted }) => persisted && reread());
}

/** Whether somebody logged out, and the server does not know of it yet. */
export function isLeaving() {
  return isGoing;
}

export function setLeaving(isOn) {
  isGoing = isOn;
  try {
    if (isOn) {
      localStorage.setItem(LEAVING_KEY, 'true');
    } else {
      localStorage.removeItem(LEAVING_KEY);
    }
  } catch {
    // The phone refuses storage.
  }
}

function readLeaving() {
  try {
    return localStorage.getItem(LEAVING_KEY) !== null;
  } catch {
    return false;
  }
}

function read() {
  try {
    const stored = localStorage.getItem(KEY);
    return { ...NOTHING, ...(stored === null ? former(JSON.parse(localStorage.getItem(FORMER_KEY))) : JSON.parse(stored)) };
  } catch {
    return NOTHING;
  }
}

function former(codes) {
  return codes === null ? {} : {
    person: codes.own?.person ?? null,
    own: codes.own,
    relatives: Object.entries(codes.relatives).map(([relation, code]) => ({
      relation, code, state: 'granted', masked_name: code.masked_name, birth_year: code.birth_year,
    })),
  };
}
