import type { Bucket, Waiting } from '../shared/api/types';
import { marksWithin, tickText } from '../shared/chart/item';
import type { ChartModel, Companion } from '../shared/chart/model';
import { lonePoints, minMaxLine, wallClock, type Point } from '../shared/chart/points';
import { scaleOver } from '../shared/chart/scale';
import { limitLines, referenceClass } from '../shared/limits';
import { daysBefore, type Range } from '../shared/range';
import type { Beside } from './load';

const DAYS_AROUND = 7;
const HALF_DAY_MS = 43_200_000;

/** A range of which both ends are set. */
interface Days extends Range {
  from: string;
  to: string;
}

/** The days before and after the day of a reading. */
export function aroundDays(time: string): Days {
  const day = time.slice(0, 10);
  return { from: daysBefore(day, DAYS_AROUND), to: daysBefore(day, -DAYS_AROUND) };
}

/** The same days a year before; the 29th of February becomes the 28th. */
export function yearBefore({ from, to }: Days): Days {
  const back = (date: string) => `${Number(date.slice(0, 4)) - 1}${date.slice(4).replace('-02-29', '-02-28')}`;
  return { from: back(from), to: back(to) };
}

/** By how many ms a year before is moved so that its first day lies on that of the days themselves. */
export function shiftOf(days: Days): number {
  return wallClock(`${days.from}T00:00:00`) - wallClock(`${yearBefore(days).from}T00:00:00`);
}

export interface Names {
  yearBefore: string;
  neighbour: (row: Waiting['neighbours'][number]) => string;
}

export function besideModel(row: Waiting, beside: Beside, names: Names, lang: 'zh' | 'en', tip: (at: number) => string): ChartModel {
  const days = aroundDays(row.time);
  const shift = shiftOf(days);
  const line = minMaxLine(beside.own.rows, beside.own.seconds);
  const companions: Companion[] = beside.neighbours.map(({ neighbour, answer }) => ({
    name: names.neighbour(neighbour),
    points: minMaxLine(answer.rows, answer.seconds),
    is: 'neighbour',
  }));
  if (beside.before) {
    const moved = minMaxLine(beside.before.rows, beside.before.seconds).map(([x, y]): Point => [x + shift, y]);
    companions.push({ name: names.yearBefore, points: moved, is: 'year_before' });
  }
  const limits = limitLines(beside.limits, referenceClass(row.target_class));
  const shown = [line, ...companions.map((one) => one.points)].flat().flatMap(([, y]) => (y === null ? [] : [y]));
  const held = limits.filter((one) => one.isReference).map((one) => one.value);
  const scale = scaleOver([...shown, ...held, ...(row.value === null ? [] : [row.value])], beside.limits?.better === 'lower');
  return {
    line,
    lone: lonePoints(line),
    beyond: [],
    doubtful: beside.own.rows.filter((one) => one.doubtful > 0).map((one): Point => [wallClock(one.from), one.max]),
    marks: marksWithin(limits, scale),
    scale,
    from: wallClock(`${days.from}T00:00:00`),
    to: wallClock(`${days.to}T23:59:59`),
    companions,
    picked: [wallClock(row.time), row.value],
    tip,
    valueLabel: (value) => tickText(value, lang),
  };
}

/** What stands nearest to an instant of the zone's clock, within half a day. */
export function nearest(rows: readonly Bucket[], at: number): Bucket | null {
  let found: { row: Bucket; away: number } | null = null;
  for (const row of rows) {
    const away = Math.abs(wallClock(row.from) - at);
    if (away <= HALF_DAY_MS && (found === null || away < found.away)) found = { row, away };
  }
  return found?.row ?? null;
}
