import type { PackTable } from '../shared/api/types';

/** Where a table stands on the page: its name without the pack's schema. */
export function anchorOf(table: string): string {
  return table.slice(table.indexOf('.') + 1);
}

/** What a query says of itself: the comment that stands before it, as one text. */
export function leadComment(sql: string): string {
  const lines = sql.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) => !line.startsWith('--'));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .map((line) => line.replace(/^--\s?/, ''))
    .join(' ')
    .trim();
}

/** The tables of the pack, of those `known`, that a query reads, in the order it names them. */
export function readsFrom(table: PackTable, schema: string, known: Set<string>): string[] {
  // A table that is only spoken of is not read.
  const said = table.sql.replace(/--[^\n]*/g, '');
  const found = [...said.matchAll(/\b(\w+)\.(\w+)\b/g)]
    .filter((match) => match[1] === schema)
    .map((match) => `${schema}.${match[2]}`);
  return [...new Set(found)].filter((name) => known.has(name) && name !== table.table);
}
