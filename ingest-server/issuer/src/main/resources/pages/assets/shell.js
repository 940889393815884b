import { byId } from './dom.js';
import { logOut } from './state.js';
import { language, setLanguage } from './words.js';

/** What all pages share: the service worker that keeps them, the switch of languages, and logging out. */
export function startShell() {
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.register('/pages/service-worker.js', { scope: '/pages/' }).catch(() => {
      // Refused, as in private windows: the pages work, only not without a network.
    });
  }
  byId('language')?.addEventListener('click', () => setLanguage(language() === 'zh' ? 'en' : 'zh'));
  byId('logout')?.addEventListener('click', logout);
}

/** Shows the way out to those who are in. */
export function showLogout(isIn) {
  byId('session').hidden = !isIn;
}

/** Removes what this phone keeps, also where the server cannot be told now. */
async function logout() {
  try {
    await logOut();
  } catch {
    // It is told before anything else is asked.
  }
  window.location.assign('/pages/');
}
