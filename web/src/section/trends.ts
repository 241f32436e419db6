import type { Trend } from './rows';

/** Items of which one method cannot say anything, for one and the same reason. */
export interface Undecided {
  method: string;
  because_zh: string | null;
  because_en: string | null;
  items: string[];
}

export interface TrendSplit {
  decided: Trend[];
  undecided: Undecided[];
}

/** Apart what a test could answer; the same refusal for six items is said once, with their names. */
export function splitTrends(rows: Trend[]): TrendSplit {
  const decided = rows.filter((row) => row.direction !== 'not_enough_data');
  const groups = new Map<string, Undecided>();
  for (const row of rows) {
    if (row.direction !== 'not_enough_data') continue;
    const { method, because_zh, because_en } = row;
    const key = `${method} ${because_zh ?? because_en ?? ''}`;
    const group = groups.get(key) ?? { method, because_zh, because_en, items: [] };
    group.items.push(row.item);
    groups.set(key, group);
  }
  return { decided, undecided: [...groups.values()] };
}
