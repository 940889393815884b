import { post } from './api.js';
import { byId } from './dom.js';
import { forget } from './state.js';

/** What all pages share: the service worker that keeps them, and logging out. */
export function startShell() {
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.register('/pages/service-worker.js', { scope: '/pages/' }).catch(() => {
      // Refused, as in private windows: the pages work, only not without a network.
    });
  }
  byId('logout')?.addEventListener('click', logout);
}

/** Shows the way out to those who are in. */
export function showLogout() {
  byId('session').hidden = false;
}

/** Removes what this phone keeps, also where the server cannot be told; its session then ends by itself. */
async function logout() {
  forget();
  try {
    await post('logout');
  } finally {
    window.location.assign('/pages/');
  }
}
