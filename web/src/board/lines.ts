import type { Row, Value } from '../shared/api/types';
import { withoutGaps } from './period';

export interface LineOf {
  /** The value of `by`; null where the part has no `by`. */
  of: Value;
  /** A row for each period, or none. */
  rows: (Row | null)[];
}

export interface Lines {
  periods: string[];
  lines: LineOf[];
  /** Several rows of one period belong to one line, and none of them is the line's value. */
  isAmbiguous: boolean;
}

/** Rows as lines over periods, the gaps between the periods kept. */
export function linesOf(rows: Row[], period: string, by: string | null): Lines {
  const periods = withoutGaps(rows.map((row) => String(row[period])));
  const place = new Map(periods.map((one, at) => [one, at]));
  const found = new Map<Value, LineOf>();
  let isAmbiguous = false;
  for (const row of rows) {
    const of = by === null ? null : (row[by] ?? null);
    let line = found.get(of);
    if (!line) {
      line = { of, rows: periods.map(() => null) };
      found.set(of, line);
    }
    const at = place.get(String(row[period]))!;
    isAmbiguous ||= line.rows[at] !== null;
    line.rows[at] = row;
  }
  return { periods, lines: [...found.values()], isAmbiguous };
}

export function valueAt(line: LineOf, at: number, column: string): number | null {
  const value = line.rows[at]?.[column];
  return typeof value === 'number' ? value : null;
}
