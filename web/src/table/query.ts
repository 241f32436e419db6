import type { Params } from '../shared/url.svelte';

// `f.` keeps a column named `sort` or `lang` apart from the page's own parameters.
const FILTER = 'f.';

export interface Condition {
  column: string;
  values: string[];
}

/** What the address asks of a table. */
export interface Query {
  conditions: Condition[];
  from: string | null;
  to: string | null;
  /** A column, or `-` and a column for the greatest first; nothing for the order of the key. */
  sort: string | null;
}

export function readQuery(search: string): Query {
  const asked = new URLSearchParams(search);
  const names = [...new Set(asked.keys())].filter((name) => name.startsWith(FILTER));
  return {
    conditions: names.map((name) => ({ column: name.slice(FILTER.length), values: asked.getAll(name) })),
    from: asked.get('from'),
    to: asked.get('to'),
    sort: asked.get('sort'),
  };
}

/** The same as the server takes it. */
export function serverParams(query: Query): Record<string, string | string[] | undefined> {
  return {
    ...Object.fromEntries(query.conditions.map(({ column, values }) => [column, values])),
    from: query.from ?? undefined,
    to: query.to ?? undefined,
    sort: query.sort ?? undefined,
  };
}

export type FileFormat = 'xlsx' | 'csv' | 'parquet';

/** Where the server gives the rows that the query asks for, all of them, as a file. */
export function exportAddress(table: string, query: Query, format: FileFormat, lang: string): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(serverParams(query))) {
    for (const one of [value ?? []].flat()) asked.append(name, one);
  }
  asked.append('format', format);
  asked.append('lang', lang);
  return `/api/tables/${encodeURIComponent(table)}/export?${asked}`;
}

/** The change of the address that adds a value; a second value of a column means any of the two. */
export function withValue(query: Query, column: string, value: string): Params {
  const had = query.conditions.find((one) => one.column === column)?.values ?? [];
  return { [FILTER + column]: [...new Set([...had, value])] };
}

export function withoutValue(query: Query, column: string, value: string): Params {
  const had = query.conditions.find((one) => one.column === column)?.values ?? [];
  return { [FILTER + column]: had.filter((one) => one !== value) };
}

export function withoutConditions(query: Query): Params {
  const filters = query.conditions.map(({ column }) => [FILTER + column, null] as const);
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
