export const MOST_ROWS = 30;

export interface CardRow {
  name: string;
  /** As it stands in the file; nothing where the file has none. */
  value: string | number | boolean | null;
}

function valueOf(value: unknown): CardRow['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The properties of a feature, and how many more it has than are listed. */
export function cardRows(properties: Record<string, unknown> | null): { rows: CardRow[]; more: number } {
  const all = Object.entries(properties ?? {});
  return {
    rows: all.slice(0, MOST_ROWS).map(([name, value]) => ({ name, value: valueOf(value) })),
    more: Math.max(0, all.length - MOST_ROWS),
  };
}
