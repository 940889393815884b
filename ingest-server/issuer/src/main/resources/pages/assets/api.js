/** The page JSON of the server. Every failure becomes a Problem. */

const TIMEOUT_MS = 15_000;

/**
 * What went wrong. `kind` is the last part of the problem's type, or `offline`, `signed-out`, `unexpected`; `retryAfterSeconds` is
 * NaN where the server names no time.
 */
export class Problem extends Error {
  constructor(kind, detail = '', field = null, retryAfterSeconds = NaN) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function get(path) {
  return call(path, { method: 'GET' });
}

export function post(path, body, headers = {}) {
  return call(path, body === undefined
    ? { method: 'POST', headers }
    : { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/**
 * All that the pages show, unless it is what that ETag stands for: then `state` is null. `nowMs` is the server's time.
 */
export async function getState(etag) {
  return timed((signal) => state(etag, signal));
}

async function state(etag, signal) {
  const response = await answer('state', { method: 'GET', headers: etag === null ? {} : { 'If-None-Match': etag }, signal });
  if (response.status === 304) {
    return { state: null, etag, nowMs: Date.parse(response.headers.get('Date')) };
  }
  const content = await contentOf(response);
  return { state: content, etag: response.headers.get('ETag'), nowMs: Date.parse(content.now) };
}

/* With a timer of its own: AbortSignal.timeout is missing in web views of before 2022, and cities' apps have those. */
async function timed(work) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    return await work(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}

function call(path, options) {
  return timed(async (signal) => {
    const response = await answer(path, { ...options, signal });
    return response.status === 204 ? null : contentOf(response);
  });
}

async function contentOf(response) {
  const content = await json(response);
  if (response.ok && content !== null) {
    return content;
  }
  throw problem(response.status, content ?? {}, Number(response.headers.get('Retry-After') ?? NaN));
}

async function answer(path, options) {
  try {
    return await fetch(`/pages/api/${path}`, {
      ...options,
      headers: { ...options.headers, 'X-Swabline': 'page' },
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
    });
  } catch {
    throw new Problem('offline');
  }
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function problem(status, { type = '', detail = '', field = null }, retryAfterSeconds) {
  if (status === 401) {
    return new Problem('signed-out', detail);
  }
  return new Problem(type.split(/[/:#]/).pop() || 'unexpected', detail, field, retryAfterSeconds);
}
