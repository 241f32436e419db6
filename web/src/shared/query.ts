import type { Params } from './url.svelte';

// `f.` keeps a column named `sort` or `lang` apart from the page's own parameters.
const FILTER = 'f.';

export interface Condition {
  column: string;
  values: string[];
}

/** What is asked of a table. */
export interface Query {
  conditions: Condition[];
  from: string | null;
  to: string | null;
  /** A column, or `-` and a column for the greatest first; nothing for the order of the key. */
  sort: string | null;
}

/** The name in the address of a condition on a column. */
export function filterName(column: string): string {
  return FILTER + column;
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

/** The parameters of a link to the page of the table: {@link readQuery} reads the same query there. */
export function linkParams(query: Query): Params {
  const filters = query.conditions.map(({ column, values }) => [filterName(column), values] as const);
  return { ...Object.fromEntries(filters), from: query.from, to: query.to, sort: query.sort };
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
