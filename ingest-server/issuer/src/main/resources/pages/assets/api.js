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

export function post(path, body) {
  const content = body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return call(path, { method: 'POST', ...content });
}

/* With a timer of its own: AbortSignal.timeout is missing in web views of before 2022, and cities' apps have those. */
async function call(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await answer(path, { ...options, signal: abort.signal });
    if (response.status === 204) {
      return null;
    }
    const content = await json(response);
    if (response.ok && content !== null) {
      return content;
    }
    throw problem(response.status, content ?? {}, Number(response.headers.get('Retry-After') ?? NaN));
  } finally {
    clearTimeout(timer);
  }
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
