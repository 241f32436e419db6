import { DAY_MS } from '../shared/age';
import { monthsAway } from '../shared/format';

/** How a table writes its periods: 2021-04, 2021-Q2, 2021, 2021-04-03. */
export type Shape = 'month' | 'quarter' | 'year' | 'day';

const SHAPES: readonly [Shape, RegExp][] = [
  ['month', /^\d{4}-\d{2}$/],
  ['quarter', /^\d{4}-Q[1-4]$/],
  ['year', /^\d{4}$/],
  ['day', /^\d{4}-\d{2}-\d{2}$/],
];

export function shapeOf(period: string): Shape | null {
  return SHAPES.find(([, pattern]) => pattern.test(period))?.[0] ?? null;
}

export interface Span {
  from: string;
  to: string;
}

/** What a table by this shape is asked for to show a month: the period that holds it, or its days. */
export function spanOf(month: string, shape: Shape): Span {
  if (shape === 'day') {
    const [year = 0, digits = 1] = month.split('-').map(Number);
    const last = new Date(Date.UTC(year, digits, 0)).getUTCDate();
    return { from: `${month}-01`, to: `${month}-${last}` };
  }
  const period = { month, year: month.slice(0, 4), quarter: quarterOf(month) }[shape];
  return { from: period, to: period };
}

function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
}

/** The first month of a period; nothing where it is written in no known way. */
export function firstMonth(period: string): string | null {
  const year = period.slice(0, 4);
  switch (shapeOf(period)) {
    case 'month':
    case 'day':
      return period.slice(0, 7);
    case 'quarter':
      return `${year}-${String(Number(period.slice(6)) * 3 - 2).padStart(2, '0')}`;
    case 'year':
      return `${year}-01`;
    default:
      return null;
  }
}

function after(period: string, shape: Shape): string {
  switch (shape) {
    case 'year':
      return String(Number(period) + 1);
    case 'month':
      return monthsAway(period, 1);
    case 'quarter':
      return quarterOf(monthsAway(firstMonth(period)!, 3));
    case 'day':
      return new Date(Date.parse(period) + DAY_MS).toISOString().slice(0, 10);
  }
}

// A mistyped year must not make an axis of centuries.
const MOST_PERIODS = 4000;

/**
 * All periods from the first to the last of `known`, in order, so that one without rows stays a gap.
 * What is written in no known way stays as it is.
 */
export function withoutGaps(known: string[]): string[] {
  const sorted = [...new Set(known)].sort();
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
  const shape = shapeOf(first);
  if (shape === null || sorted.some((period) => shapeOf(period) !== shape)) return sorted;
  const all = new Set<string>();
  for (let period = first; period <= last && all.size <= MOST_PERIODS; period = after(period, shape)) all.add(period);
  return sorted.every((period) => all.has(period)) ? [...all] : sorted;
}
