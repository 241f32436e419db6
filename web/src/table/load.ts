import { get } from '../shared/api/client';
import type { Kind, PackAnswer, Page, Property, Table, Text, Zone } from '../shared/api/types';
import type { Wording } from '../shared/value';
import type { Sheet } from './model';

export interface Found {
  sheet: Sheet;
  packTitle: Text;
  snapshot: number;
  wording: Wording;
}

/** What is known of a table before its rows; nothing where no pack of the zone has it. */
export async function loadSheet(table: string, signal: AbortSignal): Promise<{ found: Found | null }> {
  const [zone, tables, properties, kinds] = await Promise.all([
    get<Zone>('/zone', {}, signal),
    get<Page<Table>>('/tables', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
    get<Page<Kind>>('/kinds', {}, signal),
  ]);
  const pack = zone.packs.find((one) => table.startsWith(`${one.schema}.`));
  if (!pack) return { found: null };
  const head = tables.rows.find((one) => one.table === table) ?? null;
  if (!head && !(await isStandard(pack.id, table, signal))) return { found: null };
  const wording = {
    items: new Map(properties.rows.map((row) => [row.property, row.title])),
    timeZone: zone.time_zone,
  };
  // A column of the key that is called as a kind of thing holds the codes of such things.
  const hasPlaces = kinds.rows.some((kind) => head?.key.includes(kind.id));
  return { found: { sheet: { table, pack: pack.id, head, hasPlaces }, packTitle: pack.title, snapshot: zone.snapshot, wording } };
}

async function isStandard(pack: string, table: string, signal: AbortSignal): Promise<boolean> {
  const { standards } = await get<PackAnswer>(`/packs/${encodeURIComponent(pack)}`, {}, signal);
  return standards.some((standard) => standard.table === table);
}
