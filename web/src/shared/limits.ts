import type { Span } from './chart/points';

/** Limits of one item in one kind of water, as the pack's copy of the standard has them. */
export interface Limits {
  item: string;
  water_body: string;
  better: 'lower' | 'higher' | 'within';
  class_i: number | null;
  class_ii: number | null;
  class_iii: number | null;
  class_iv: number | null;
  class_v: number | null;
  low: number | null;
  high: number | null;
  unit: string | null;
  assessed: boolean;
}

/** Classes that have a limit, best first; what is beyond the last is inferior V. */
export const CLASSES = ['I', 'II', 'III', 'IV', 'V'] as const;
export type LimitClass = (typeof CLASSES)[number];

/** One line across a chart; several classes may share a limit. */
export interface LimitLine {
  value: number;
  classes: LimitClass[];
  /** It is the limit that readings are held against. */
  isReference: boolean;
}

/** The span of values that a class allows. */
export interface Allowed {
  low: number | null;
  high: number | null;
}

/** A value that lies beyond what is allowed. */
export interface Beyond {
  from: string;
  value: number;
}

/** The class that readings are held against: the section's target, or III where none is set. */
export function referenceClass(target: string | null | undefined): LimitClass {
  return CLASSES.find((c) => c === target) ?? 'III';
}

function limitOf(limits: Limits, cls: LimitClass): number | null {
  const by = {
    I: limits.class_i,
    II: limits.class_ii,
    III: limits.class_iii,
    IV: limits.class_iv,
    V: limits.class_v,
  };
  return by[cls];
}

/** The lines of an item, by value; limits that coincide are one line. */
export function limitLines(limits: Limits | undefined, reference: LimitClass): LimitLine[] {
  if (!limits) return [];
  if (limits.better === 'within') {
    return [limits.low, limits.high]
      .filter((value) => value !== null)
      .map((value) => ({ value, classes: [...CLASSES], isReference: true }));
  }
  const lines: LimitLine[] = [];
  for (const cls of CLASSES) {
    const value = limitOf(limits, cls);
    if (value === null) continue;
    const same = lines.find((line) => line.value === value);
    const line = same ?? { value, classes: [], isReference: false };
    line.classes.push(cls);
    line.isReference ||= cls === reference;
    if (!same) lines.push(line);
  }
  return lines.sort((a, b) => a.value - b.value);
}

/** What a class allows of an item; a value on its limit is within it. */
export function allowed(limits: Limits | undefined, cls: LimitClass): Allowed | null {
  if (!limits) return null;
  if (limits.better === 'within') return { low: limits.low, high: limits.high };
  const value = limitOf(limits, cls);
  if (value === null) return null;
  return limits.better === 'higher' ? { low: value, high: null } : { low: null, high: value };
}

/** The worst value of each span that goes beyond what is allowed; both ends may. */
export function beyond(spans: Span[], range: Allowed | null): Beyond[] {
  if (!range) return [];
  const { low, high } = range;
  return spans.flatMap(({ from, min, max }) => [
    ...(low !== null && min !== null && min < low ? [{ from, value: min }] : []),
    ...(high !== null && max !== null && max > high ? [{ from, value: max }] : []),
  ]);
}

/** How many readings are beyond: exact where every span that is beyond holds one reading. */
export function countBeyond(spans: Span[], range: Allowed | null): { atLeast: number; isExact: boolean } {
  const times = new Set(beyond(spans, range).map((b) => b.from));
  const isExact = spans.every((span) => span.count === 1 || !times.has(span.from));
  return { atLeast: times.size, isExact };
}

/** `I–III 6`: classes in a row become a range. */
export function classesText(classes: LimitClass[], numeral: (cls: LimitClass) => string): string {
  const [first, last] = [classes[0], classes.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (first === last) return numeral(first);
  return `${numeral(first)}–${numeral(last)}`;
}
