import type { Snippet } from 'svelte';

/** The row of a computed table that a figure comes from. */
export interface RowRef {
  table: string;
  key: Record<string, string>;
}

/** How a view shows a figure of that row; the dossier knows nothing of what opens behind it. */
export type Figure = Snippet<[RowRef, string]>;

export const TABLE = {
  month: 'water_quality.section_month',
  item: 'water_quality.item_month',
  change: 'water_quality.change',
  trend: 'water_quality.trend',
  zone: 'water_quality.zone_month',
  limits: 'water_quality.gb3838_2002_table1',
} as const;
