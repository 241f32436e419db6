import type { Column, Row, Table } from './api/types';

// The figures a reader looks for first, in the tables of any pack that has them.
const HEADLINES = ['mean', 'value', 'class', 'cwqi', 'share_good'];

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
