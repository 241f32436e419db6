import type { Column, Row, Value } from '../shared/api/types';
import { CLASSES, isClass } from '../shared/classes';
import { holdsClasses } from '../shared/value';

export interface ShareCount {
  /** What the rows have in the column; null where they have nothing. */
  value: Value;
  count: number;
  /** Which of the tones stands for it where it is no class. */
  tone: number;
}

/** How many rows have each value: classes in their order, yes before no, other words by their number, no value last. */
export function countValues(rows: Row[], column: Column): ShareCount[] {
  const counts = new Map<Value, number>();
  for (const row of rows) {
    const value = row[column.id] ?? null;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const rank = (value: Value) => {
    if (typeof value === 'boolean') return value ? 0 : 1;
    return isClass(value) && holdsClasses(column) ? CLASSES.indexOf(value) : CLASSES.length;
  };
  const all = [...counts].sort(
    ([a, count], [b, other]) => Number(a === null) - Number(b === null) || rank(a) - rank(b) || other - count,
  );
  // Yes and no keep their tones from month to month, also where one of them is missing.
  return all.map(([value, count], place) => ({ value, count, tone: typeof value === 'boolean' ? rank(value) : place }));
}

export interface TonePair {
  fill: string;
  ink: string;
}

// Words other than classes are told apart by their place, their count and the legend, not by hue.
const TONES: readonly TonePair[] = [
  { fill: 'var(--ink-soft)', ink: 'var(--paper)' },
  { fill: 'var(--line-strong)', ink: 'var(--ink)' },
  { fill: 'var(--line)', ink: 'var(--ink)' },
  { fill: 'var(--surface)', ink: 'var(--ink)' },
];

export function toneAt(tone: number): TonePair {
  return TONES[Math.min(tone, TONES.length - 1)]!;
}
