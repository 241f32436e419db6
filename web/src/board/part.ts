import type { Part, Row, Table, TableAnswer } from '../shared/api/types';
import { get } from '../shared/api/client';
import { all } from '../shared/api/pages';
import { serverParams, type Condition, type Query } from '../shared/query';
import { MONTH_FIRST, type Ends } from './months';
import { shapeOf, spanOf, type Span } from './period';

/** The rows that a part shows, and what they were asked by. */
export interface PartRows {
  rows: Row[];
  query: Query;
  /** The months or the period they are of; none where the table has no periods. */
  covers: Span | null;
  /** There are rows beyond those shown. */
  more: boolean;
}

// A part without a number of rows of its own is still one part among others.
const ROWS_MAX = 100;

export function conditionsOf(part: Part): Condition[] {
  return Object.entries(part.where).map(([column, values]) => ({ column, values }));
}

/** The query of a part at a span of its periods. */
export function queryOf(part: Part, head: Table | undefined, span: Span | null): Query {
  const isLine = part.show === 'line';
  return {
    conditions: conditionsOf(part),
    from: isLine ? null : (span?.from ?? null),
    to: span?.to ?? null,
    sort: isLine ? (head?.period ?? null) : part.sort,
  };
}

/** Reads the rows of a part at a month. */
export async function readPart(
  part: Part,
  head: Table | undefined,
  ends: Ends | undefined,
  month: string | null,
  signal: AbortSignal,
): Promise<PartRows> {
  const found = head?.period && month ? await spanOfPart(part, head.period, ends, month, signal) : null;
  const query = queryOf(part, head, found?.asked ?? null);
  const covers = found?.covers ?? null;
  const path = `/tables/${encodeURIComponent(part.table)}`;
  if (part.show === 'share' || part.show === 'line') {
    return { rows: await all<Row>(path, serverParams(query), signal), query, covers, more: false };
  }
  const limit = String(part.rows ?? ROWS_MAX);
  const answer = await get<TableAnswer>(path, { ...serverParams(query), limit }, signal);
  return { rows: answer.rows, query, covers, more: answer.next !== null && !isOfNothing(part, answer.rows.at(-1)) };
}

/** Whether a rank has come to the rows without a value, which the server puts last in either order: none follows. */
function isOfNothing(part: Part, last: Row | undefined): boolean {
  if (part.show !== 'rank' || part.column === null || part.sort?.replace(/^-/, '') !== part.column) return false;
  return last?.[part.column] === null;
}

interface PartSpan {
  asked: Span;
  covers: Span;
}

/** The periods that show a month: that month, or the quarter or year that holds it. */
async function spanOfPart(part: Part, column: string, ends: Ends | undefined, month: string, signal: AbortSignal): Promise<PartSpan> {
  const known = ends?.last;
  // A table that says where its periods begin names them by their last month, which may lie ahead.
  if (known?.monthFirst) {
    const query = { conditions: conditionsOf(part), from: month, to: null, sort: column };
    const answer = await get<TableAnswer>(`/tables/${encodeURIComponent(part.table)}`, { ...serverParams(query), limit: '1' }, signal);
    const row = answer.rows[0];
    const period = row?.[column];
    const begins = row?.[MONTH_FIRST];
    if (typeof period === 'string' && typeof begins === 'string' && begins <= month) {
      return { asked: { from: period, to: period }, covers: { from: begins, to: period } };
    }
  }
  const span = spanOf(month, shapeOf(known?.period ?? month) ?? 'month');
  return { asked: span, covers: span };
}
