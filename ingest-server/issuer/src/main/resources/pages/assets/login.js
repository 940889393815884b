import { post } from './api.js';
import { byId } from './dom.js';
import { isComplete, person, showProblem, watchFields } from './form.js';
import { dropAll, setLeaving } from './kept.js';
import { startShell } from './shell.js';

/** The development login, which stands in for the city's app. */
export function start() {
  startShell();
  byId('login').addEventListener('submit', logIn);
  watchFields();
}

async function logIn(event) {
  event.preventDefault();
  if (!isComplete()) {
    return;
  }
  try {
    await post('login', person());
    dropAll();
    setLeaving(false);
    window.location.assign('/pages/');
  } catch (problem) {
    showProblem(problem);
  }
}
