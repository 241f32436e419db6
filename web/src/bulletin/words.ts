import type { Column } from '../shared/api/types';
import { month as monthText } from '../shared/format';
import { lang, pick, t } from '../shared/i18n';
import { headOf, unitOf, valueText, type Wording } from '../shared/value';
import { isUnderWay, waitsFor, type Asker } from './model';
import type { Bulletin, Change, Step } from '../shared/api/types';

/** `2021年4月月报 · 更正第1次` */
export function nameOf({ month, issue_of_month }: Pick<Bulletin, 'month' | 'issue_of_month'>): string {
  const name = t('bulletin.name', { month: monthText(month, lang()) });
  return issue_of_month > 1 ? `${name} · ${t('bulletin.corrected', { n: issue_of_month - 1 })}` : name;
}

export function whoText(step: Step, { person }: Asker): string {
  const name = step.name ?? step.who;
  return person?.name === step.who ? `${name} · ${t('bulletin.self')}` : name;
}

/** Whom it waits for; nothing where it waits for nobody. */
export function waitText(bulletin: Bulletin, asker: Asker): string {
  if (!isUnderWay(bulletin)) return '';
  if (waitsFor(bulletin, asker)) return t('bulletin.waits.you');
  return t(bulletin.state === 'drafted' ? 'bulletin.waits.drafted' : 'bulletin.waits.reviewed');
}

const KB = 1000;
const MB = 1000 * KB;

/** `348 kB`, `1.2 MB` */
export function bytesText(bytes: number): string {
  if (bytes < MB) return `${Math.max(1, Math.round(bytes / KB))} kB`;
  return `${(bytes / MB).toFixed(1)} MB`;
}

type Columns = ReadonlyMap<string, Column>;

function columnOf(change: Change, columns: Columns): Column {
  const id = change.column ?? '';
  const zh = change.column_zh ?? id;
  const title = { zh, en: change.column_en ?? zh };
  return { type: 'text', unit: null, ...columns.get(`${change.table} ${id}`), id, title };
}

/** The column with its unit. */
export function columnText(change: Change, columns: Columns): string {
  if (change.column === null) return t('bulletin.changes.row');
  const column = columnOf(change, columns);
  const unit = unitOf(column);
  return unit ? `${headOf(column)} (${unit})` : headOf(column);
}

export function changeText(change: Change, side: 'before' | 'after', columns: Columns, wording: Wording): string {
  const value = change[side];
  if (change.column === null) return t(value === null ? 'bulletin.changes.absent' : 'bulletin.changes.came');
  return valueText(value, columnOf(change, columns), wording) || t('bulletin.changes.nothing');
}

export interface ChangeGroup {
  table: string;
  title: string;
  rows: Change[];
}

/** The changes of each table together, in the order in which they came. */
export function groupsOf(rows: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>();
  for (const row of rows) {
    const group = groups.get(row.table) ?? { table: row.table, title: pick({ zh: row.title_zh, en: row.title_en }), rows: [] };
    group.rows.push(row);
    groups.set(row.table, group);
  }
  return [...groups.values()];
}

/** What the row can be asked for by; nothing where it went, and cannot tell any more where it comes from. */
export function keyOf({ key, column, after }: Change): Record<string, string> | null {
  const parts = Object.entries(key);
  if (parts.length === 0 || (column === null && after === null)) return null;
  return Object.fromEntries(parts.map(([name, value]) => [name, String(value)]));
}
