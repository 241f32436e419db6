import type { Problem } from './types';

export class ApiError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
    /** In how many seconds it may be tried again, where the server says so. */
    readonly retryAfter: number | null = null,
  ) {
    super(`${title}: ${detail}`);
    this.name = 'ApiError';
  }
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('failed', error instanceof Error ? error.message : String(error), 0);
}

type Query = Record<string, string | string[] | undefined>;

// A month looked at twice in a sitting need not be asked for twice; but new data come in, so an
// answer does not stay for long.
const KEPT_ANSWERS = 200;
const KEPT_MS = 10 * 60_000;
const answers = new Map<string, { at: number; value: Promise<unknown> }>();
let timesForgotten = 0;

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
    const asked = { at: Date.now(), value: ask('GET', key) };
    answer = asked;
    answers.set(key, asked);
    // By then another may stand there, asked for after all was forgotten.
    asked.value.catch(() => answers.get(key) === asked && answers.delete(key));
    const oldest = answers.keys().next().value;
    if (answers.size > KEPT_ANSWERS && oldest) answers.delete(oldest);
  }
  const value = (await answer.value) as T;
  signal?.throwIfAborted();
  return value;
}

/** Changes something at the server. Throws [`ApiError`]. What was kept may be old then, and is forgotten. */
export async function send<T = void>(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<T> {
  const value = await ask(method, address(path), body);
  forget();
  return value as T;
}

/** Forgets all answers, so that the next call asks the server. */
export function forget(): void {
  answers.clear();
  timesForgotten += 1;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Refused = (method: Method, address: string) => void;

let tell: Refused = () => {};

/** `listener` is told of each answer 401: the server wants to know first who asks. */
export function onRefused(listener: Refused): void {
  tell = listener;
}

async function ask(method: Method, key: string, body?: unknown): Promise<unknown> {
  const askedAt = timesForgotten;
  let response: Response;
  try {
    response = await fetch(key, request(method, body));
  } catch (error) {
    throw new ApiError('unreachable', error instanceof Error ? error.message : String(error), 0);
  }
  if (response.status === 204) return undefined;
  if (response.ok) return response.json();
  // What was asked before somebody signed in may be refused after it, and says nothing then.
  if (response.status === 401 && askedAt === timesForgotten) tell(method, key);
  throw await errorOf(response, key);
}

function request(method: Method, body: unknown): RequestInit {
  const accept = { accept: 'application/json' };
  if (body === undefined) return { method, headers: accept };
  return { method, headers: { ...accept, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function errorOf(response: Response, key: string): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiError(
    problem.title ?? response.statusText,
    problem.detail ?? key,
    problem.status ?? response.status,
    secondsOf(response.headers.get('retry-after')),
  );
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
