import type { Column, Row, Value } from '../shared/api/types';
import { CLASSES, isClass } from '../shared/classes';
import { holdsClasses } from '../shared/value';

export interface ShareCount {
  /** What the rows have in the column; null where they have nothing. */
  value: Value;
  count: number;
}

/** How many rows have each value: classes in their order, other words by their number, no value last. */
export function countValues(rows: Row[], column: Column): ShareCount[] {
  const counts = new Map<Value, number>();
  for (const row of rows) {
    const value = row[column.id] ?? null;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const all = [...counts].map(([value, count]) => ({ value, count }));
  const classRank = ({ value }: ShareCount) => (isClass(value) && holdsClasses(column) ? CLASSES.indexOf(value) : CLASSES.length);
  return all.sort(
    (a, b) => Number(a.value === null) - Number(b.value === null) || classRank(a) - classRank(b) || b.count - a.count,
  );
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

export function toneAt(place: number): TonePair {
  return TONES[Math.min(place, TONES.length - 1)]!;
}
