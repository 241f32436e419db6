import type { Decision, DecisionPart, DecisionSent, Waiting } from '../shared/api/types';
import { offsetOf } from '../shared/range';

export type Verb = 'accept' | 'void' | 'replace';

/** What a person filled in. */
export interface Draft {
  verb: Verb;
  code: string;
  words: string;
  value: string;
  /** A stretch of the series of the first chosen reading, by the zone's clock; null for the chosen ones. */
  span: Span | null;
}

/** Minutes of the zone's clock as a field holds them: `2021-04-28T08:00`. */
export interface Span {
  from: string;
  to: string;
}

export type Missing = 'words' | 'value' | 'span' | 'property' | 'many';

// What the server takes at once.
export const READINGS_MAX = 500;

/** What keeps a draft from being sent. */
export function missing(draft: Draft, chosen: readonly Waiting[]): Missing | null {
  if (draft.verb === 'replace' && draft.value.trim() === '') return 'value';
  // One value for readings of several properties is a slip of the hand.
  if (draft.verb === 'replace' && !draft.span && new Set(chosen.map((row) => row.property)).size > 1) return 'property';
  if (draft.span && (draft.span.from === '' || draft.span.to === '' || draft.span.from > draft.span.to)) return 'span';
  if (!draft.span && chosen.length > READINGS_MAX) return 'many';
  return draft.words.trim() === '' ? 'words' : null;
}

/** The minutes from the first to the last of the chosen readings of one series. */
export function spanOf(chosen: readonly Waiting[]): Span {
  const times = chosen.filter((row) => row.series === chosen[0]?.series).map((row) => row.time.slice(0, 16));
  times.sort();
  return { from: times[0] ?? '', to: times.at(-1) ?? '' };
}

/** A field holds no seconds: the last minute is taken whole. */
function instantsOf({ from, to }: Span, offset: string): Span {
  return { from: `${from}:00${offset}`, to: `${to}:59${offset}` };
}

export function sentOf(draft: Draft, chosen: readonly Waiting[]): DecisionSent {
  const head = { verb: draft.verb, reason_code: draft.code, reason: draft.words.trim() };
  const value = draft.verb === 'replace' ? { value: draft.value.trim() } : {};
  const first = chosen[0];
  if (draft.span && first) return { ...head, ...value, range: { series: first.series, ...instantsOf(draft.span, offsetOf(first.time)) } };
  return { ...head, ...value, readings: chosen.map(({ series, time }) => ({ series, time })) };
}

type Place = Pick<DecisionPart, 'series' | 'from' | 'to'>;

function holds({ series, from, to }: Place, row: Pick<Waiting, 'series' | 'time'>): boolean {
  const at = Date.parse(row.time);
  return series === row.series && at >= Date.parse(from) && at <= Date.parse(to);
}

/** Whether what was sent is about a reading of the queue. */
export function isSent(sent: DecisionSent, row: Waiting): boolean {
  if (sent.range) return holds(sent.range, row);
  return (sent.readings ?? []).some(({ series, time }) => series === row.series && time === row.time);
}

/** What a reading becomes by a decision; a value of null is the one that it has. */
export function outcome(decision: Pick<Decision, 'verb' | 'parts'>, row: Pick<Waiting, 'series' | 'time'>): { value: string | null; quality: string } {
  const part = decision.parts.find((one) => holds(one, row));
  return {
    value: decision.verb === 'replace' ? (part?.value ?? null) : null,
    quality: decision.verb === 'void' ? 'invalid' : 'valid',
  };
}
