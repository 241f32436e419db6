import type { Person } from '../shared/api/types';
import { isAtLeast, visitorOf, type Role, type Visitor } from '../shared/roles';
import type { Bulletin, Stage, Step } from '../shared/api/types';

/** Who looks, and whether anybody could sign in. */
export interface Asker {
  person: Person | null;
  hasPeople: boolean;
}

/** What keeps somebody from every step; `area`: they are shown a part of the zone only. */
export type Access = Visitor['access'] | 'area';

/** Whether somebody may do what takes that role on a bulletin of the whole zone. */
export function accessOf({ person, hasPeople }: Asker, role: Role): Access {
  return person?.area ? 'area' : visitorOf(person, hasPeople, role).access;
}

/** The three steps, each by another person. */
export const STEPS = ['drafted', 'reviewed', 'issued'] as const satisfies Stage[];

export interface Station {
  step: (typeof STEPS)[number];
  taken: Step | null;
  /** `next` is what it waits for; `off` never comes, for it ended before. */
  state: 'taken' | 'next' | 'ahead' | 'off';
}

export function isUnderWay({ state }: Pick<Bulletin, 'state'>): boolean {
  return state === 'drafted' || state === 'reviewed';
}

export function stepOf({ steps }: Pick<Bulletin, 'steps'>, step: Stage): Step | null {
  return steps.find((one) => one.step === step) ?? null;
}

export function stationsOf(bulletin: Pick<Bulletin, 'state' | 'steps'>): Station[] {
  const next = STEPS.findIndex((step) => stepOf(bulletin, step) === null);
  return STEPS.map((step, at) => {
    const taken = stepOf(bulletin, step);
    if (taken) return { step, taken, state: 'taken' };
    if (!isUnderWay(bulletin)) return { step, taken, state: 'off' };
    return { step, taken, state: at === next ? 'next' : 'ahead' };
  });
}

/** The step that ended it before it was issued. */
export function endOf(bulletin: Pick<Bulletin, 'steps'>): Step | null {
  return stepOf(bulletin, 'returned') ?? stepOf(bulletin, 'withdrawn');
}

export type Deed = 'review' | 'issue' | 'return' | 'withdraw';

/** Why somebody may not: their own step, or a role too small. */
export type Hindrance = 'own_draft' | 'own_review' | 'own_return' | 'reviewer' | 'keeper';

export interface Offer {
  deed: Deed;
  not: Hindrance | null;
}

const ROLE_IN = { drafted: 'reviewer', reviewed: 'keeper' } as const;

/** What may be done with a bulletin as it stands, and what keeps this person from it. */
export function offersOf(bulletin: Pick<Bulletin, 'state' | 'steps'>, person: Person | null): Offer[] {
  const { state } = bulletin;
  if (state !== 'drafted' && state !== 'reviewed') return [];
  const did = (step: Stage) => person !== null && stepOf(bulletin, step)?.who === person.name;
  const role = ROLE_IN[state];
  const small = isAtLeast(person, role) ? null : role;
  const forward: Offer =
    state === 'drafted'
      ? { deed: 'review', not: did('drafted') ? 'own_draft' : small }
      : { deed: 'issue', not: did('drafted') ? 'own_draft' : did('reviewed') ? 'own_review' : small };
  // Whoever drafted it has no need to return it to themselves.
  const back: Offer = did('drafted')
    ? { deed: 'withdraw', not: null }
    : { deed: 'return', not: did('reviewed') ? 'own_return' : small };
  return [forward, back];
}

/** Whether it waits for just this person. */
export function waitsFor(bulletin: Pick<Bulletin, 'state' | 'steps'>, { person }: Asker): boolean {
  return person?.area === null && offersOf(bulletin, person)[0]?.not === null;
}

export interface Sent {
  words?: string;
  unless_changed?: true;
}

/** What is sent with a step. A change that came after this page was read stops one that was shown none. */
export function sentOf(deed: Deed, words: string, { changed }: Pick<Bulletin, 'changed'>): Sent {
  const said = words.trim() === '' ? {} : { words: words.trim() };
  return (deed === 'review' || deed === 'issue') && changed === 0 ? { ...said, unless_changed: true } : said;
}

/** The newest month first, and of one month the newest bulletin. */
export function byMonth<One extends Pick<Bulletin, 'id' | 'month'>>(bulletins: readonly One[]): One[] {
  return [...bulletins].sort((one, other) => other.month.localeCompare(one.month) || other.id - one.id);
}

/** Of a month, what counts now: what is under way, else what was issued last; nothing that came to nothing. */
export function standingOf<One extends Pick<Bulletin, 'id' | 'month' | 'state'>>(bulletins: readonly One[], month: string): { issued: One | null; underWay: One | null } {
  const own = byMonth(bulletins).filter((one) => one.month === month);
  return {
    issued: own.find((one) => one.state === 'issued') ?? null,
    underWay: own.find(isUnderWay) ?? null,
  };
}

export type Filter = 'all' | 'open' | 'issued';
export const FILTERS: readonly Filter[] = ['all', 'open', 'issued'];

export function readFilter(text: string | null): Filter {
  return FILTERS.find((one) => one === text) ?? 'all';
}

export function isShown(bulletin: Pick<Bulletin, 'state' | 'month'>, filter: Filter, month: string | null): boolean {
  if (month !== null && bulletin.month !== month) return false;
  if (filter === 'open') return isUnderWay(bulletin);
  return filter === 'all' || bulletin.state === filter;
}

/** The month that a new draft most likely is for: the newest that has none. */
export function monthToDraft(months: readonly string[], bulletins: readonly Bulletin[], asked: string | null): string | null {
  const isFree = (month: string) => standingOf(bulletins, month).underWay === null;
  if (asked !== null && months.includes(asked) && isFree(asked)) return asked;
  const isBare = (month: string) => isFree(month) && standingOf(bulletins, month).issued === null;
  return months.find(isBare) ?? months.find(isFree) ?? null;
}
