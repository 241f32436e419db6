import { toApiError, type ApiError } from '../shared/api/client';
import { t } from '../shared/i18n';

/** Why signing in failed. */
export type Refusal =
  | { why: 'empty' }
  | { why: 'wrong' }
  /** Too many tries; `until` in ms, where the server says how long. */
  | { why: 'wait'; until: number | null }
  | { why: 'failed'; error: ApiError }
  | CityRefusal;

/** Why signing in by the city's own sign-in failed; `name` is what the city calls who is not registered here. */
export type CityRefusal = { why: 'notRegistered'; name: string | null } | { why: 'cityRefused' | 'cityExpired' | 'cityUnreachable' | 'cityFailed' };

export function refusalOf(cause: unknown, nowMs: number): Refusal {
  const error = toApiError(cause);
  if (error.status === 401) return { why: 'wrong' };
  if (error.status !== 429) return { why: 'failed', error };
  return { why: 'wait', until: error.retryAfter === null ? null : nowMs + error.retryAfter * 1000 };
}

/** Why one could not even go to the city's sign-in. */
export function refusalOfLeaving(cause: unknown, nowMs: number): Refusal {
  const refusal = refusalOf(cause, nowMs);
  return refusal.why === 'failed' && [502, 503, 504].includes(refusal.error.status) ? { why: 'cityUnreachable' } : refusal;
}

const OF_CODE: Record<string, CityRefusal> = {
  refused: { why: 'cityRefused' },
  expired: { why: 'cityExpired' },
  unreachable: { why: 'cityUnreachable' },
  failed: { why: 'cityFailed' },
};

/** What the address says of a sign-in by the city that came back; `null` where it says nothing. Anybody can write an address. */
export function refusalOfAddress(said: (name: string) => string | null, nowMs: number): Refusal | null {
  const code = said('city') ?? '';
  if (code === 'not_registered') {
    // What no name of the book looks like is not said again.
    const name = said('name');
    return { why: 'notRegistered', name: name !== null && /^[\p{L}\p{N}._-]{1,64}$/u.test(name) ? name : null };
  }
  if (code === 'wait') {
    const seconds = said('wait') ?? '';
    return { why: 'wait', until: /^\d{1,4}$/.test(seconds) ? nowMs + Number(seconds) * 1000 : null };
  }
  return Object.hasOwn(OF_CODE, code) ? OF_CODE[code]! : null;
}

/** Whole seconds until then, by the clock: a page in the background counts as well as one in front. */
export function secondsLeft(until: number, nowMs: number): number {
  return Math.max(0, Math.ceil((until - nowMs) / 1000));
}

const SECONDS_OF_MINUTE = 60;

export function waitText(seconds: number): string {
  if (seconds <= SECONDS_OF_MINUTE) return t('signIn.seconds', { seconds });
  const rest = seconds % SECONDS_OF_MINUTE;
  return t('signIn.minutes', { minutes: (seconds - rest) / SECONDS_OF_MINUTE, seconds: String(rest).padStart(2, '0') });
}
