import type { Column, Row, Table } from '../shared/api/types';
import { month as monthText } from '../shared/format';
import { lang, nameOf, t } from '../shared/i18n';
import { headOf, unitOf, valueText, type Wording } from '../shared/value';
import { isNamed } from './columns';
import { shapeOf, type Span } from './period';

export function periodText(period: string): string {
  const year = period.slice(0, 4);
  switch (shapeOf(period)) {
    case 'month':
      return monthText(period, lang());
    case 'quarter':
      return t('board.quarter', { year, quarter: period.slice(6) });
    case 'year':
      return t('board.year', { year });
    default:
      return period;
  }
}

export function spanText(span: Span): string {
  return span.from === span.to ? periodText(span.to) : `${periodText(span.from)} – ${periodText(span.to)}`;
}

/** What a line or an entry is called: the name its row carries, or the value that it stands for. */
export function nameOfRow(row: Row, column: Column, head: Table | undefined, wording: Wording): string {
  const { name_zh, name_en } = row;
  if (isNamed(column, head, []) && typeof name_zh === 'string') {
    return nameOf({ name_zh, name_en: typeof name_en === 'string' ? name_en : null });
  }
  return valueText(row[column.id], column, wording) || t('class.none');
}

export function titleAndUnit(column: Column): string {
  const unit = unitOf(column);
  return unit ? `${headOf(column)} (${unit})` : headOf(column);
}
