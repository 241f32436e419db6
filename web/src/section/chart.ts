import type { Bucket, BucketAnswer, ClassId, Series } from '../shared/api/types';
import { LOOKS, look } from '../shared/classes';
import type { ChartModel, Mark } from '../shared/chart/model';
import { lonePoints, minMaxLine, wallClock, type Point } from '../shared/chart/points';
import { scaleOver, type Scale } from '../shared/chart/scale';
import { number } from '../shared/format';
import { allowed, beyond, classesText, limitLines, type LimitClass, type LimitLine } from './limits';
import type { Limits } from './rows';

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
}

// Two labels nearer than this share of the axis would be printed over each other.
const LABEL_SHARE = 0.09;
const HALF_DAY = 43_200_000;

/** A tick of a value axis; large ones are written short, as a tick is no figure: 1500万, 15M. */
export function tickText(value: number, lang: 'zh' | 'en'): string {
  if (Math.abs(value) < 10_000) return number(value);
  const short = new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-US', { notation: 'compact', maximumFractionDigits: 2 });
  return short.format(value);
}

/** The station's own class is a rank, so its axis has the six classes instead of numbers. */
export const CLASS_PROPERTY = 'published_class';

export function classOfRank(rank: number): string {
  return Object.values(LOOKS).find((one) => one.rank === rank)?.numeral ?? '';
}

export function numeral(cls: ClassId): string {
  return look(cls)?.numeral ?? cls;
}

/** Readings of an item that is reported apart are held against no limit. */
export function heldAgainst(limits: Limits | undefined, reference: LimitClass) {
  return limits?.assessed ? allowed(limits, reference) : null;
}

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

/** The lines that lie on the axis; a label too near to a stronger one is left off, its line stays. */
export function marksWithin(lines: LimitLine[], scale: Scale): Mark[] {
  const within = lines
    .filter(({ value }) => value >= scale.min && value <= scale.max)
    .toSorted((a, b) => Number(b.isReference) - Number(a.isReference));
  const labelled: number[] = [];
  const near = LABEL_SHARE * (scale.max - scale.min);
  return within.map((line) => {
    const isFree = labelled.every((value) => Math.abs(value - line.value) >= near);
    if (isFree) labelled.push(line.value);
    const label = isFree ? `${classesText(line.classes, numeral)} ${number(line.value)}` : '';
    return { value: line.value, label, isStrong: line.isReference };
  });
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
