import type { Bucket, BucketAnswer, Series } from '../shared/api/types';
import { CLASS_PROPERTY, classOfRank, heldAgainst, marksWithin, tickText } from '../shared/chart/item';
import type { ChartModel, NumberedMark } from '../shared/chart/model';
import { lonePoints, minMaxLine, wallClock, type Point } from '../shared/chart/points';
import { scaleOver, type Scale } from '../shared/chart/scale';
import { beyond, limitLines, type LimitClass, type LimitLine, type Limits } from '../shared/limits';

/** How the value axis is chosen: with the reference limit on it, or by the readings alone. */
export type ScaleMode = 'limit' | 'data';

export interface Indicator {
  property: string;
  answer: BucketAnswer;
  limits: Limits | undefined;
  reference: LimitClass;
  scaleMode: ScaleMode;
  lang: 'zh' | 'en';
  /** Ends of the time axis that all charts share, as wall clock. */
  from: number;
  to: number;
  notes?: NumberedMark[];
}

const HALF_DAY = 43_200_000;

export function chartModel(indicator: Indicator, tip: (rows: Bucket[]) => string): ChartModel {
  const { answer, limits, reference, property } = indicator;
  const { rows } = answer;
  const line = minMaxLine(rows, answer.seconds);
  const lines = limitLines(limits, reference);
  const scale = property === CLASS_PROPERTY ? { min: 1, max: 6, step: 1 } : scaleOf(indicator, lines);
  const at = new Map(rows.map((row) => [wallClock(row.from), row]));
  return {
    line,
    lone: lonePoints(line),
    beyond: beyond(rows, heldAgainst(limits, reference)).map((b): Point => [wallClock(b.from), b.value]),
    doubtful: rows.filter((row) => row.doubtful > 0).map((row): Point => [wallClock(row.from), row.max]),
    marks: marksWithin(lines, scale),
    scale,
    from: indicator.from,
    to: indicator.to,
    notes: (indicator.notes ?? []).filter(({ at }) => at >= indicator.from && at <= indicator.to),
    tip: (x) => tip([at.get(x)].filter((row) => row !== undefined)),
    valueLabel: property === CLASS_PROPERTY ? classOfRank : (value) => tickText(value, indicator.lang),
  };
}

function scaleOf({ answer, limits, scaleMode }: Indicator, lines: LimitLine[]): Scale {
  const values = valuesOf(answer.rows);
  const references = lines.filter((line) => line.isReference).map((line) => line.value);
  const fromZero = scaleMode === 'limit' && limits?.better === 'lower';
  return scaleOver(scaleMode === 'limit' ? [...values, ...references] : values, fromZero);
}

function valuesOf(rows: Bucket[]): number[] {
  return rows.flatMap((row) => [row.min, row.max]).filter((value) => value !== null);
}

/** Least and greatest value, if any, how many readings stand behind them, and how many are below detection. */
export function extent(rows: Bucket[]) {
  if (rows.length === 0) return null;
  const values = valuesOf(rows);
  const sum = (of: (row: Bucket) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    span: values.length > 0 ? { min: Math.min(...values), max: Math.max(...values) } : null,
    count: sum((row) => row.count),
    doubtful: sum((row) => row.doubtful),
    below: sum((row) => row.below),
  };
}

/** Ends of the shared time axis: the range asked for, or all that any series holds. */
export function axisEnds(
  range: { from: string | null; to: string | null },
  record: Iterable<{ from: string }[]>,
): { from: number; to: number } | null {
  const ends = [...record].flatMap((rows) => [rows[0], rows.at(-1)]).flatMap((r) => (r ? [r.from] : []));
  if (ends.length === 0) return null;
  const clocks = ends.map(wallClock);
  const from = range.from ? wallClock(`${range.from}T00:00:00`) : Math.min(...clocks);
  const to = range.to ? wallClock(`${range.to}T23:59:59`) : Math.max(...clocks);
  // An axis without length cannot be drawn: a single instant gets its day.
  return to > from ? { from, to } : { from: from - HALF_DAY, to: from + HALF_DAY };
}

/** Series as a reader looks for them: what enters a class, what has limits only, the rest. */
export function inOrder(series: Series[], limits: Map<string, Limits>): Series[] {
  const place = ({ property }: Series) => {
    if (property === CLASS_PROPERTY) return 3;
    const item = limits.get(property);
    return item ? (item.assessed ? 0 : 1) : 2;
  };
  return series.toSorted((a, b) => place(a) - place(b) || a.property.localeCompare(b.property));
}
