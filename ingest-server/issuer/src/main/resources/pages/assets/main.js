import { start as startLogin } from './login.js';
import { start as startMyCode } from './my-code.js';
import { start as startPrint } from './print.js';
/* relatives */
import { start as startRelatives } from './relatives.js';
/* /relatives */
import { translate } from './words.js';

/** Begins what the page is for, which its html element names. */
const PAGES = {
  'my-code': startMyCode,
  print: startPrint,
  login: startLogin,
  /* relatives */
  relatives: startRelatives,
  /* /relatives */
};

if (!globalThis.swabline.failed) {
  translate();
  PAGES[document.documentElement.dataset.page]();
  globalThis.swabline.started = true;
}
