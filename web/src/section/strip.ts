import type { SectionMonth } from '../shared/api/types';

type MonthClass = Pick<SectionMonth, 'month' | 'class' | 'complete' | 'is_simulated'>;

/**
 * What a cell of the strip shows. `judged` has a class; `unjudged` has readings but no class;
 * `silent` was expected and has nothing; `outside` was not expected.
 */
export type CellState = 'judged' | 'unjudged' | 'silent' | 'outside';

export interface Cell {
  month: string;
  state: CellState;
  class: string | null;
  complete: boolean;
  simulated: boolean;
}

export interface StripYear {
  year: number;
  cells: Cell[];
}

function cellOf(month: string, row: MonthClass | undefined, first: string, last: string): Cell {
  if (row) {
    const state = row.class === null ? 'unjudged' : 'judged';
    return { month, state, class: row.class, complete: row.complete === true, simulated: row.is_simulated === true };
  }
  const state = month >= first && month <= last ? 'silent' : 'outside';
  return { month, state, class: null, complete: false, simulated: false };
}

/**
 * Years, newest first, of twelve cells each.
 *
 * `expectedFrom` is the date from which the section owes data, `newest` the newest month of the
 * zone: a month between the two without a row is silent, never blank.
 */
export function strip(
  rows: MonthClass[],
  expectedFrom: string | null,
  expectedUntil: string | null,
  newest: string | null,
): StripYear[] {
  const byMonth = new Map(rows.map((row) => [row.month, row]));
  const months = [...byMonth.keys()].sort();
  const first = expectedFrom?.slice(0, 7) ?? months[0] ?? newest;
  const until = expectedUntil?.slice(0, 7) ?? null;
  const last = [until, newest ?? months.at(-1)].filter((m) => m != null).sort()[0];
  if (first == null || last == null) return [];
  const from = [first, months[0] ?? first].sort()[0]!;
  const to = [last, months.at(-1) ?? last].sort()[1]!;
  const years: StripYear[] = [];
  for (let year = Number(to.slice(0, 4)); year >= Number(from.slice(0, 4)); year -= 1) {
    const cells = Array.from({ length: 12 }, (_, i) => {
      const month = `${year}-${String(i + 1).padStart(2, '0')}`;
      return cellOf(month, byMonth.get(month), first, last);
    });
    years.push({ year, cells });
  }
  return years;
}

/** The newest month with a row. */
export function newestMonth(rows: { month: string }[]): string | null {
  return rows.map((row) => row.month).sort().at(-1) ?? null;
}
