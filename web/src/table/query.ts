import { address } from '../shared/api/client';
import type { FileFormat } from '../shared/api/types';
import { filterName, serverParams, type Query } from '../shared/query';
import type { Params } from '../shared/url.svelte';

/** Where the server gives the rows that the query asks for, all of them, as a file. */
export function exportAddress(table: string, query: Query, format: FileFormat, lang: string): string {
  return address(`/tables/${encodeURIComponent(table)}/export`, { ...serverParams(query), format, lang });
}

/** The change of the address that adds a value; a second value of a column means any of the two. */
export function withValue(query: Query, column: string, value: string): Params {
  const had = query.conditions.find((one) => one.column === column)?.values ?? [];
  return { [filterName(column)]: [...new Set([...had, value])] };
}

export function withoutValue(query: Query, column: string, value: string): Params {
  const had = query.conditions.find((one) => one.column === column)?.values ?? [];
  return { [filterName(column)]: had.filter((one) => one !== value) };
}

export function withoutConditions(query: Query): Params {
  const filters = query.conditions.map(({ column }) => [filterName(column), null] as const);
  return { ...Object.fromEntries(filters), from: null, to: null };
}

export type Order = 'ascending' | 'descending' | 'none';

export function orderOf(sort: string | null, column: string): Order {
  if (sort === column) return 'ascending';
  return sort === `-${column}` ? 'descending' : 'none';
}

/** What a press on a head asks for: rising, falling, and again the order of the key. */
export function nextSort(sort: string | null, column: string): string | null {
  const next: Record<Order, string | null> = { none: column, ascending: `-${column}`, descending: null };
  return next[orderOf(sort, column)];
}
