import type { Column, Row, Table } from '../shared/api/types';
import { columnsOfRows, inLanguage } from '../shared/columns';
import type { Lang } from '../shared/i18n';

/** A table as it is shown. A standard declares neither key nor period, and its rows have no chain. */
export interface Sheet {
  table: string;
  pack: string;
  head: Table | null;
}

// The figures a reader looks for first, in the tables of any pack that has them.
const HEADLINES = ['mean', 'value', 'class', 'cwqi', 'share_good'];

/** The columns of the page: the key first, each text in one language. */
export function columnsOf(head: Table | null, rows: Row[], lang: Lang): Column[] {
  if (!head) return columnsOfRows(rows);
  const shown = inLanguage(head.columns, lang);
  const isKey = (column: Column) => head.key.includes(column.id);
  return [...shown.filter(isKey), ...shown.filter((column) => !isKey(column))];
}

/** The column whose figure opens the chain of its row: one a row, so that a keyboard gets through. */
export function figureColumn(columns: Column[], head: Table): Column | null {
  const own = columns.filter((column) => !head.key.includes(column.id));
  const byName = HEADLINES.map((id) => own.find((column) => column.id === id)).find((one) => one !== undefined);
  return byName ?? own.find(({ type }) => type === 'number' || type === 'whole') ?? own[0] ?? columns[0] ?? null;
}

/** The key of a row as the chain is asked for; nothing where a part of it is missing. */
export function keyOf(row: Row, head: Table): Record<string, string> | null {
  const parts: [string, string][] = [];
  for (const id of head.key) {
    const value = row[id];
    if (value === null || value === undefined) return null;
    parts.push([id, String(value)]);
  }
  return Object.fromEntries(parts);
}

const MOST_VALUES = 200;

/** The values that a column has in the rows at hand, to choose from. */
export function valuesOf(rows: Row[], column: string): string[] {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return [...new Set(values.map(String))].sort().slice(0, MOST_VALUES);
}

/** How wide a text is set, in letters; a Chinese one takes the room of two. */
export function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);
}
