import type { Bucket } from '../shared/api/types';
import { number } from '../shared/format';
import { t } from '../shared/i18n';
import { CLASS_PROPERTY, classOfRank, heldAgainst, numeral } from '../shared/chart/item';
import { countBeyond, type LimitClass, type Limits } from '../shared/limits';
import { extent } from './chart';

export interface Subject {
  property: string;
  unit: string;
  limits: Limits | undefined;
  reference: LimitClass;
}

/** How a value of the property is written: classes have numerals, the others figures. */
export function valueOf(property: string, value: number | null): string {
  return property === CLASS_PROPERTY && value !== null ? classOfRank(value) : number(value);
}

/** What stands above a chart and is read aloud for it: how many readings, between what, how many beyond. */
export function captionParts(rows: Bucket[], { property, limits, reference }: Subject): string[] {
  const all = extent(rows);
  if (!all) return [t('chart.empty')];
  const parts = [t('chart.readings', { n: all.count + all.below })];
  if (all.span) parts.push(t('chart.extent', { min: valueOf(property, all.span.min), max: valueOf(property, all.span.max) }));
  if (all.below > 0) parts.push(t('chart.below', { n: all.below }));
  if (all.doubtful > 0) parts.push(t('chart.doubtful', { n: all.doubtful }));
  return [...parts, beyondText(rows, limits, reference)].filter((part) => part !== '');
}

function beyondText(rows: Bucket[], limits: Limits | undefined, reference: LimitClass): string {
  if (!limits) return '';
  if (!limits.assessed) return t('chart.apart');
  const { atLeast: n, isExact } = countBeyond(rows, heldAgainst(limits, reference));
  const words = { n, class: numeral(reference) };
  if (n === 0) return t('chart.beyond.none', words);
  return t(isExact ? 'chart.beyond' : 'chart.beyond.atLeast', words);
}

/** The tooltip: instant, value or least and greatest, and how many readings those are. */
export function tipText(rows: Bucket[], { property, unit }: Subject): string {
  return rows.map((row) => `${row.from.slice(0, 16).replace('T', ' ')}<br>${rowText(row, property, unit)}`).join('<br>');
}

function rowText(row: Bucket, property: string, unit: string): string {
  const below = row.below === 0 ? [] : [t('chart.below', { n: row.below })];
  if (row.min === null || row.max === null) return below.join('');
  const [min, max] = [valueOf(property, row.min), valueOf(property, row.max)];
  const value = row.min === row.max ? min : t('chart.extent', { min, max });
  const count = row.count === 1 ? [] : [t('chart.readings', { n: row.count })];
  return [`${value} ${unit}`, ...count, ...below].join(' · ');
}
