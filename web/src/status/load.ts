import { forget, get } from '../shared/api/client';
import type { Kind, Page, Status, Table, Text, Zone } from '../shared/api/types';

export interface StatusFrame {
  status: Status;
  timeZone: string;
  /** Titles of kinds of things and of tables, by their ids. */
  kinds: Map<string, Text>;
  tables: Map<string, Text>;
}

export async function loadStatus(signal: AbortSignal): Promise<StatusFrame> {
  // A status out of memory would be none.
  forget();
  const [status, zone, kinds, tables] = await Promise.all([
    get<Status>('/status', {}, signal),
    get<Zone>('/zone', {}, signal),
    get<Page<Kind>>('/kinds', {}, signal),
    get<Page<Table>>('/tables', {}, signal),
  ]);
  return {
    status,
    timeZone: zone.time_zone,
    kinds: new Map(kinds.rows.map((kind) => [kind.id, kind.title])),
    tables: new Map(tables.rows.map((table) => [table.table, table.title])),
  };
}
