import { get } from './api.js';
import { SHEET_CODES_MAX, bornIfRelative, qrImage } from './code-card.js';
import { both, byId, element } from './dom.js';
import { keepOwn, keepRelatives, ownCode, relativesCode } from './kept.js';
import { say, sayNothing, warn } from './messages.js';
import { wordsOf } from './problems.js';
import { startShell } from './shell.js';
import { fetchedBy, isExpired, moment } from './words.js';

/** The print sheet: ?codes=self,RELATION,… each as a card to be cut out. Without a network it takes the kept codes. */

const RELATION = /^[\w-]{22}$/;
/** What is well again in a second or two. */
const PASSING = ['too-many-requests', 'busy'];
const WAITS_MAX = 20;

const asked = (new URLSearchParams(window.location.search).get('codes') ?? 'self')
  .split(',')
  .filter((name) => name === 'self' || RELATION.test(name));
const names = asked.slice(0, SHEET_CODES_MAX);
let waitsLeft = WAITS_MAX;

async function codeOf(name) {
  if (name === 'self') {
    const code = await get('code');
    keepOwn(code);
    return code;
  }
  const code = await get(`relatives/${name}/code`);
  keepRelatives(name, code);
  return code;
}

/** The code, also where more are asked for than the server takes in a second: then again after the time that it names. */
async function patiently(name) {
  for (;;) {
    try {
      return await codeOf(name);
    } catch (problem) {
      if (!PASSING.includes(problem.kind) || !(problem.retryAfterSeconds > 0) || waitsLeft === 0) {
        throw problem;
      }
      waitsLeft -= 1;
      say(['正在取码，请稍候……', 'Getting the codes, one moment…']);
      await new Promise((resolve) => {
        setTimeout(resolve, problem.retryAfterSeconds * 1_000);
      });
    }
  }
}

function keptCode(name) {
  return name === 'self' ? ownCode() : relativesCode(name);
}

async function load() {
  const sheet = byId('sheet');
  let trouble = null;
  for (const name of names) {
    try {
      sheet.append(card(await patiently(name)));
    } catch (problem) {
      trouble = problem;
      const kept = keptCode(name);
      if (kept) {
        sheet.append(card(kept));
      }
    }
  }
  sheet.removeAttribute('aria-busy');
  tell(trouble, sheet.children.length);
}

function tell(trouble, count) {
  if (count === 0) {
    warn(trouble ? wordsOf(trouble) : ['没有要打印的码。', 'There is no code to print.']);
    return;
  }
  byId('print').disabled = false;
  const more = asked.length - names.length;
  const remarks = [];
  if (more > 0) {
    remarks.push([
      `一次最多打印 ${names.length} 个码，其余 ${more} 个不在此页，请另行打印。`,
      `A sheet takes ${names.length} codes; ${more} more are not on this one: print them apart.`,
    ]);
  }
  if (trouble) {
    remarks.push(count === names.length
      ? ['这是这台手机中保存的码。', 'These are the codes kept on this phone.']
      : ['有的码没有取到。', 'Not all codes could be had.']);
  }
  if (remarks.length === 0) {
    sayNothing();
  } else {
    say([remarks.map(([chinese]) => chinese).join(''), remarks.map(([, english]) => english).join(' ')]);
  }
}

function card(code) {
  const expired = isExpired(code);
  return element(
    'article', { class: expired ? 'slip expired' : 'slip' },
    ...['top-left', 'top-right', 'bottom-left', 'bottom-right'].map((corner) => element('span', { class: `cut ${corner}`, 'aria-hidden': 'true' })),
    element('p', { class: 'title' }, both(['核酸采样码', 'Sampling code'])),
    expired ? element('p', { class: 'void' }, both(['已过期，请取新码', 'Expired: get a new code'])) : qrImage(code),
    element('p', { class: 'holder' }, code.masked_name, ...bornIfRelative(code)),
    element('p', { class: 'until' }, both(validUntil(code))),
    element('p', { class: 'what' }, both([
      `采样时请出示此码并核对姓名。${code.fetched_by === 'relative' ? `（${fetchedBy('relative')[0]}）` : ''}`,
      'Show this at the sampling site; check the name.',
    ])));
}

function validUntil(code) {
  const [chinese, english] = moment(code.valid_until);
  return [`有效期至 ${chinese}`, `Valid until ${english}`];
}

startShell();
if (names.some((name) => name !== 'self')) {
  byId('back').href = '/pages/relatives';
}
byId('print').addEventListener('click', () => window.print());
load();
