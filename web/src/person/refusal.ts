import { toApiError, type ApiError } from '../shared/api/client';
import { t } from '../shared/i18n';

/** Why signing in failed. */
export type Refusal =
  | { why: 'empty' }
  | { why: 'wrong' }
  /** Too many tries; `until` in ms, where the server says how long. */
  | { why: 'wait'; until: number | null }
  | { why: 'failed'; error: ApiError };

export function refusalOf(cause: unknown, nowMs: number): Refusal {
  const error = toApiError(cause);
  if (error.status === 401) return { why: 'wrong' };
  if (error.status !== 429) return { why: 'failed', error };
  return { why: 'wait', until: error.retryAfter === null ? null : nowMs + error.retryAfter * 1000 };
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
