import { ApiError, get } from '../shared/api/client';
import type { Board, PackAnswer, Page, Part, Property, Row, Table, TableAnswer, Text, Zone } from '../shared/api/types';
import { serverParams } from '../shared/query';
import type { Wording } from '../shared/value';
import { MONTH_FIRST, monthsOf, type Ends } from './months';
import { conditionsOf } from './part';

export interface BoardFrame {
  pack: string;
  packTitle: Text;
  board: Board | null;
  heads: Map<string, Table>;
  wording: Wording;
  /** The months that any part has rows of; none where no part goes by periods or has rows. */
  months: { first: string; last: string } | null;
  /** By part: the first and last period of its rows. A part that could not say is missing. */
  ends: Map<string, Ends>;
}

/** What does not depend on the month; no frame where the zone has no such pack. */
export async function loadBoard(id: string, signal: AbortSignal): Promise<{ frame: BoardFrame | null }> {
  const pack = await loadPack(id, signal);
  if (!pack) return { frame: null };
  const [zone, tables, properties] = await Promise.all([
    get<Zone>('/zone', {}, signal),
    get<Page<Table>>('/tables', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
  ]);
  const { board } = pack;
  const heads = new Map(tables.rows.map((table) => [table.table, table]));
  const ends = await loadEnds(board?.parts ?? [], heads, signal);
  const frame = {
    pack: id,
    packTitle: pack.title,
    board,
    heads,
    wording: { items: new Map(properties.rows.map((row) => [row.property, row.title])), timeZone: zone.time_zone },
    months: monthsOf([...ends.values()]),
    ends,
  };
  return { frame };
}

async function loadPack(id: string, signal: AbortSignal): Promise<PackAnswer | null> {
  try {
    return await get<PackAnswer>(`/packs/${encodeURIComponent(id)}`, {}, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

async function loadEnds(parts: Part[], heads: Map<string, Table>, signal: AbortSignal): Promise<Map<string, Ends>> {
  const found = new Map<string, Ends>();
  await Promise.all(
    parts.map(async (part) => {
      const head = heads.get(part.table);
      if (!head?.period || !head.computed) return;
      try {
        const [first, last] = await Promise.all([firstRow(part, head.period, signal), firstRow(part, `-${head.period}`, signal)]);
        if (first && last) found.set(part.id, { first: spanOfRow(first, head), last: spanOfRow(last, head) });
      } catch (error) {
        // Such a part will say itself what is wrong; the others need not wait for it.
        if (!(error instanceof ApiError)) throw error;
      }
    }),
  );
  return found;
}

async function firstRow(part: Part, sort: string, signal: AbortSignal): Promise<Row | undefined> {
  const params = { ...serverParams({ conditions: conditionsOf(part), from: null, to: null, sort }), limit: '1' };
  const answer = await get<TableAnswer>(`/tables/${encodeURIComponent(part.table)}`, params, signal);
  return answer.rows[0];
}

function spanOfRow(row: Row, head: Table): Ends['first'] {
  const from = row[MONTH_FIRST];
  return { period: String(row[head.period ?? '']), monthFirst: typeof from === 'string' ? from : null };
}
