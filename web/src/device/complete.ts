import type { DevicePoint, ReadingsHad } from '../shared/api/types';

/** Whole percent, cut: what lacks one reading is not 100. Nothing where nothing was expected. */
export function percent({ expected, had }: Pick<ReadingsHad, 'expected' | 'had'>): number | null {
  if (expected === null || expected <= 0) return null;
  return Math.min(100, Math.floor((100 * had) / expected));
}

/** What a device feeds: one series, whichever of its codes do. */
export interface Factor {
  series: number;
  point: DevicePoint;
  codes: string[];
}

/** The factors of points, in their order. */
export function factorsOf(points: readonly DevicePoint[]): Factor[] {
  const factors = new Map<number, Factor>();
  for (const point of points) {
    const code = `${point.code}-${point.field}`;
    const there = factors.get(point.series);
    if (there) there.codes.push(code);
    else factors.set(point.series, { series: point.series, point, codes: [code] });
  }
  return [...factors.values()];
}

export interface DayShare {
  /** Days before the last: 0 is the last 24 hours. */
  back: number;
  expected: number | null;
  had: number;
  percent: number | null;
}

/** The days of a strip, the oldest first. */
export function daysOf(expected: readonly (number | null)[], had: readonly number[]): DayShare[] {
  return had.map((count, at) => {
    const wanted = expected[at] ?? null;
    return { back: had.length - 1 - at, expected: wanted, had: count, percent: percent({ expected: wanted, had: count }) };
  });
}

/** How many of the days were due, whole and empty: what is said of a strip to who does not see it. */
export function summaryOf(days: readonly DayShare[]): { due: number; whole: number; none: number } {
  const due = days.filter((day) => day.percent !== null);
  return {
    due: due.length,
    whole: due.filter((day) => day.percent === 100).length,
    none: due.filter((day) => day.had === 0).length,
  };
}
