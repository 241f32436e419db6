import { ApiError, get } from '../shared/api/client';
import type {
  PackAnswer,
  PackHead,
  PackStandard,
  Page,
  Property,
  Row,
  Table,
  TableAnswer,
  Zone,
} from '../shared/api/types';
import type { Wording } from '../shared/value';

const ROWS_MAX = '1000';

export interface StandardRows extends PackStandard {
  /** Its rows, or why they did not come: the rest of the pack is read all the same. */
  found: Row[] | ApiError;
}

export interface Method {
  pack: PackAnswer;
  standards: StandardRows[];
  heads: Map<string, Table>;
  others: PackHead[];
  wording: Wording;
}

/** A pack with the rows of its standards; no method where the zone has no such pack. */
export async function loadMethod(id: string, signal: AbortSignal): Promise<{ method: Method | null }> {
  const pack = await loadPack(id, signal);
  if (!pack) return { method: null };
  // The rows come before the page is drawn: a link to a table far down would else be pushed away by them.
  const [zone, tables, properties, standards] = await Promise.all([
    get<Zone>('/zone', {}, signal),
    get<Page<Table>>('/tables', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
    Promise.all(pack.standards.map((standard) => loadStandard(standard, signal))),
  ]);
  const method = {
    pack,
    standards,
    heads: new Map(tables.rows.map((table) => [table.table, table])),
    others: zone.packs.filter((one) => one.id !== id),
    wording: { items: new Map(properties.rows.map((row) => [row.property, row.title])), timeZone: zone.time_zone },
  };
  return { method };
}

async function loadPack(id: string, signal: AbortSignal): Promise<PackAnswer | null> {
  try {
    return await get<PackAnswer>(`/packs/${encodeURIComponent(id)}`, {}, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

async function loadStandard(standard: PackStandard, signal: AbortSignal): Promise<StandardRows> {
  try {
    const answer = await get<TableAnswer>(`/tables/${standard.table}`, { limit: ROWS_MAX }, signal);
    return { ...standard, found: answer.rows };
  } catch (error) {
    if (error instanceof ApiError) return { ...standard, found: error };
    throw error;
  }
}
