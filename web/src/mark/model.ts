import type { Mark, MarkSent, Person } from '../shared/api/types';
import { isAtLeast } from '../shared/roles';

export type Deed = 'accept' | 'refuse' | 'withdraw';

/** What this person may do with a mark as it stands: nobody judges their own, and others' are judged by a reviewer. */
export function deedsOf(mark: Pick<Mark, 'state' | 'who'>, person: Person | null): Deed[] {
  if (mark.state !== 'pending' || person === null) return [];
  if (mark.who === person.name) return isAtLeast(person, 'editor') ? ['withdraw'] : [];
  return isAtLeast(person, 'reviewer') ? ['accept', 'refuse'] : [];
}

/** What waits comes first, whatever is to be judged soonest before all; then the newest. */
export function ordered<One extends Pick<Mark, 'id' | 'state' | 'verdict_until'>>(marks: readonly One[]): One[] {
  const due = ({ verdict_until: until }: One) => (until === null ? Infinity : Date.parse(until));
  const waits = ({ state }: One) => (state === 'pending' ? 0 : 1);
  return [...marks].sort((one, other) => {
    if (waits(one) !== waits(other)) return waits(one) - waits(other);
    if (waits(one) === 1) return other.id - one.id;
    const [soon, late] = [due(one), due(other)];
    return soon === late ? one.id - other.id : soon - late;
  });
}

export type Filter = 'all' | 'pending';

export function readFilter(text: string | null): Filter {
  return text === 'all' ? 'all' : 'pending';
}

/** What a person filled in; times as a field holds them, by the zone's clock: `2021-04-28T08:00`. */
export interface Draft {
  kind: string;
  thing: string;
  /** Empty: all series of the thing. */
  series: string;
  from: string;
  until: string;
  reason: string;
  evidence: string;
}

export type Missing = 'thing' | 'from' | 'until' | 'order' | 'reason' | 'evidence';

/** What keeps a draft from being sent. */
export function missing(draft: Draft): Missing | null {
  if (draft.thing === '') return 'thing';
  if (draft.from === '') return 'from';
  if (draft.until === '') return 'until';
  if (draft.from >= draft.until) return 'order';
  if (draft.reason === '') return 'reason';
  return draft.evidence.trim() === '' ? 'evidence' : null;
}

export function sentOf({ kind, thing, series, from, until, reason, evidence }: Draft): MarkSent {
  const of = series === '' ? { kind, thing } : { series: Number(series) };
  return { ...of, from, until, reason, evidence: evidence.trim() };
}

/** Characters that the server takes of the evidence. */
export const EVIDENCE_MAX = 1000;
