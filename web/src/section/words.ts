import type { Property, Table } from '../shared/api/types';
import { pick } from '../shared/i18n';

/** Titles that the packs declare; asked at render time, so that they follow the language. */
export interface Words {
  item(property: string | null): string;
  itemUnit(property: string | null): string;
  column(table: string, id: string): string;
  /** The unit of a column, where it has one of its own. */
  unit(table: string, id: string): string;
}

export function words(properties: Property[], tables: Table[]): Words {
  const items = new Map(properties.map((p) => [p.property, p]));
  const columns = new Map(
    tables.flatMap((t) => t.columns.map((c) => [`${t.table} ${c.id}`, c] as const)),
  );
  return {
    item: (property) => (property === null ? '' : pick(items.get(property)?.title) || property),
    itemUnit: (property) => unitText(property === null ? null : items.get(property)?.unit),
    column: (table, id) => pick(columns.get(`${table} ${id}`)?.title) || id,
    unit: (table, id) => unitText(columns.get(`${table} ${id}`)?.unit),
  };
}

/** A unit as it stands beside a number; the unit 1 is not written. */
export function unitText(unit: string | null | undefined): string {
  return unit == null || unit === '1' ? '' : unit;
}
