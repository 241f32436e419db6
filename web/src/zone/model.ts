// What the zone page says of a month, worked out from the rows the server gave. Nothing is judged
// here: classes, shares, targets and ranks are the server's; this only sorts and compares them.
import { CLASSES } from '../shared/classes';
import type { ClassId, SectionMonth, Thing } from '../shared/api/types';
import { monthsAway } from '../shared/format';
import type { Frame } from './data';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The month asked for where there is one to look at, else the newest; none where there is nothing yet. */
export function monthShown({ months, ends }: Pick<Frame, 'months' | 'ends'>, asked: string | null): string | null {
  if (!ends) return null;
  const isThere = months.length > 0
    ? months.some((row) => row.month === asked)
    : asked !== null && MONTH.test(asked) && asked >= ends.first && asked <= ends.last;
  return isThere ? asked : ends.last;
}

export type State = 'judged' | 'unjudged' | 'silent' | 'not_expected';
export type Change = 'better' | 'worse' | 'same' | 'unknown';

/** One section in the month looked at, with the months it is compared to. */
export interface Section {
  code: string;
  thing: Thing;
  isLake: boolean;
  river: string | null;
  area: string | null;
  state: State;
  now: SectionMonth | null;
  monthBefore: SectionMonth | null;
  yearBefore: SectionMonth | null;
  changeMonth: Change;
  changeYear: Change;
}

function field(thing: Thing, name: string): string | null {
  const value = thing.fields[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function isExpected(thing: Thing, month: string): boolean {
  const from = field(thing, 'expected_from')?.slice(0, 7);
  const until = field(thing, 'expected_until')?.slice(0, 7);
  return (!from || from <= month) && (!until || until >= month);
}

function stateOf(thing: Thing, month: string, now: SectionMonth | null): State {
  if (now?.class) return 'judged';
  if (now) return 'unjudged';
  return isExpected(thing, month) ? 'silent' : 'not_expected';
}

/** How the class moved; a missing class on either side says nothing. */
export function compare(now: SectionMonth | null, before: SectionMonth | null): Change {
  const to = now?.class_rank;
  const from = before?.class_rank;
  if (to === null || to === undefined || from === null || from === undefined) return 'unknown';
  if (to === from) return 'same';
  return to < from ? 'better' : 'worse';
}

export function sectionsOf(things: Thing[], rows: SectionMonth[], month: string): Section[] {
  const byKey = new Map(rows.map((row) => [`${row.section} ${row.month}`, row]));
  const at = (code: string, when: string) => byKey.get(`${code} ${when}`) ?? null;
  return things.map((thing) => {
    const now = at(thing.code, month);
    const monthBefore = at(thing.code, monthsAway(month, -1));
    const yearBefore = at(thing.code, monthsAway(month, -12));
    return {
      code: thing.code,
      thing,
      isLake: field(thing, 'water_body') === 'lake',
      river: field(thing, 'river'),
      area: field(thing, 'area'),
      state: stateOf(thing, month, now),
      now,
      monthBefore,
      yearBefore,
      changeMonth: compare(now, monthBefore),
      changeYear: compare(now, yearBefore),
    };
  });
}

/** Sections on one water; `river` is null where only the area is known, and then they share no water. */
export interface Water {
  id: string;
  river: string | null;
  area: string | null;
  isLake: boolean;
  sections: Section[];
}

/** Lakes first, then rivers with more sections before those with fewer; unknown rivers last, by area. */
export function watersOf(sections: Section[]): Water[] {
  const found = new Map<string, Water>();
  for (const section of sections) {
    const { river, area } = section;
    const id = river ? `river ${river}` : `area ${area ?? ''}`;
    let water = found.get(id);
    if (!water) {
      water = { id, river, area: river ? null : area, isLake: river !== null && section.isLake, sections: [] };
      found.set(id, water);
    }
    water.sections.push(section);
  }
  const order = (water: Water) => [water.river ? 0 : 1, water.isLake ? 0 : 1, -water.sections.length];
  return [...found.values()].sort((a, b) => {
    const [left, right] = [order(a), order(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    if (at >= 0) return (left[at] ?? 0) - (right[at] ?? 0);
    return (a.river ?? a.area ?? '').localeCompare(b.river ?? b.area ?? '', 'zh');
  });
}

const NARROWEST_CELL_REM = 6.625;

/** How many sections stand side by side in a picture so wide, at the reader's size of text. */
export function columnsIn(widthPx: number, remPx: number): number {
  return Math.max(2, Math.floor(widthPx / (NARROWEST_CELL_REM * remPx)));
}

export function rowsOf(sections: Section[], columns: number): Section[][] {
  const count = Math.ceil(sections.length / columns);
  return Array.from({ length: count }, (_, row) => sections.slice(row * columns, (row + 1) * columns));
}

export interface ClassCount {
  class: ClassId;
  count: number;
}

export function countClasses(sections: Section[]): ClassCount[] {
  return CLASSES.map((id) => ({
    class: id,
    count: sections.filter((section) => section.now?.class === id).length,
  }));
}

export interface Changes {
  better: Section[];
  worse: Section[];
  same: Section[];
}

export function changesOf(sections: Section[], against: 'month' | 'year'): Changes {
  const of = (change: Change) =>
    sections.filter((s) => (against === 'month' ? s.changeMonth : s.changeYear) === change);
  return { better: of('better'), worse: of('worse'), same: of('same') };
}

export type SortColumn = 'name' | 'class' | 'water';
export interface Sort {
  column: SortColumn;
  descending: boolean;
}

export function readSort(text: string | null): Sort {
  const column = (text ?? '').replace(/^-/, '');
  const known = column === 'name' || column === 'class' || column === 'water';
  return known ? { column, descending: text?.startsWith('-') ?? false } : { column: 'class', descending: true };
}

export function writeSort(sort: Sort): string {
  return (sort.descending ? '-' : '') + sort.column;
}

/** Silent sections stand first whatever the order, those not expected last; then the worst class first or last. */
export function sorted(sections: Section[], sort: Sort, lang: 'zh' | 'en'): Section[] {
  const apart = (s: Section) => (s.state === 'silent' ? -1 : s.state === 'not_expected' ? 1 : 0);
  const name = (s: Section) => (lang === 'en' ? (s.thing.name_en ?? s.thing.name_zh) : s.thing.name_zh);
  const by: Record<SortColumn, (a: Section, b: Section) => number> = {
    name: () => 0,
    class: (a, b) => (a.now?.class_rank ?? 0) - (b.now?.class_rank ?? 0),
    water: (a, b) => (a.river ?? '～').localeCompare(b.river ?? '～', 'zh'),
  };
  const sign = sort.descending ? -1 : 1;
  const compareNames = (a: Section, b: Section) => name(a).localeCompare(name(b), lang);
  return [...sections].sort((a, b) => {
    const bySort = sort.column === 'name' ? sign * compareNames(a, b) : sign * by[sort.column](a, b);
    return apart(a) - apart(b) || bySort || compareNames(a, b);
  });
}
