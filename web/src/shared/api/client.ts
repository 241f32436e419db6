import type { Problem } from './types';

export class ApiError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
  ) {
    super(`${title}: ${detail}`);
    this.name = 'ApiError';
  }
}

type Query = Record<string, string | string[] | undefined>;

// A month looked at twice in a sitting need not be asked for twice; but new data come in, so an
// answer does not stay for long.
const KEPT_ANSWERS = 200;
const KEPT_MS = 10 * 60_000;
const answers = new Map<string, { at: number; value: Promise<unknown> }>();

export function address(path: string, params: Query = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, one);
  }
  const text = query.toString();
  const base = path.startsWith('/api') ? path : `/api${path.startsWith('/') ? '' : '/'}${path}`;
  return text ? `${base}?${text}` : base;
}

/** Reads from the book. Throws [`ApiError`]; an aborted call throws the signal's reason. */
export async function get<T>(path: string, params: Query = {}, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  const key = address(path, params);
  let answer = answers.get(key);
  if (!answer || Date.now() - answer.at > KEPT_MS) {
    // The shared call is not bound to one caller's signal: another may wait for the same answer.
    answer = { at: Date.now(), value: read(key) };
    answers.set(key, answer);
    answer.value.catch(() => answers.delete(key));
    const oldest = answers.keys().next().value;
    if (answers.size > KEPT_ANSWERS && oldest) answers.delete(oldest);
  }
  const value = (await answer.value) as T;
  signal?.throwIfAborted();
  return value;
}

/** Forgets all answers, so that the next call asks the server. */
export function forget(): void {
  answers.clear();
}

async function read(key: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(key, { headers: { accept: 'application/json' } });
  } catch (error) {
    throw new ApiError('unreachable', error instanceof Error ? error.message : String(error), 0);
  }
  if (response.ok) return response.json();
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new ApiError(
    problem.title ?? response.statusText,
    problem.detail ?? key,
    problem.status ?? response.status,
  );
}
