import type { IndexMonth } from '../shared/api/types';

/** Sections are ranked only among those whose index sums the same items. */
export interface RankGroup {
  items: string;
  rows: IndexMonth[];
}

export interface Ranks {
  groups: RankGroup[];
  /** The only ones with their items: first of one says nothing. */
  alone: IndexMonth[];
}

export function ranksOf(rows: IndexMonth[]): Ranks {
  const found = new Map<string, IndexMonth[]>();
  for (const row of rows) {
    if (row.rank === null) continue;
    const group = found.get(row.items);
    if (group) group.push(row);
    else found.set(row.items, [row]);
  }
  const groups = [...found]
    .map(([items, members]) => ({ items, rows: members.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)) }))
    .sort((a, b) => b.rows.length - a.rows.length);
  return {
    groups: groups.filter((group) => group.rows.length > 1),
    alone: groups.filter((group) => group.rows.length === 1).flatMap((group) => group.rows),
  };
}

const AT_EACH_END = 5;

export function isCut(group: RankGroup): boolean {
  return group.rows.length > 2 * AT_EACH_END + 1;
}

/** Two columns: the best and the worst, or all of them in halves. */
export function rankColumns(group: RankGroup, whole: boolean): IndexMonth[][] {
  const { rows } = group;
  if (isCut(group) && !whole) return [rows.slice(0, AT_EACH_END), rows.slice(-AT_EACH_END)];
  const half = Math.ceil(rows.length / 2);
  return [rows.slice(0, half), rows.slice(half)];
}
