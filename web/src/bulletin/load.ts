import { ApiError, forget, get } from '../shared/api/client';
import { all } from '../shared/api/pages';
import type { Column, Page, Property, Table, TableAnswer, Zone, ZoneMonth } from '../shared/api/types';
import type { Wording } from '../shared/value';
import { byMonth } from './model';
import type { Bulletin, Changes } from '../shared/api/types';

const MONTHS = '/tables/water_quality.zone_month';
const MONTHS_MAX = '1000';

export interface Listed {
  bulletins: Bulletin[];
  timeZone: string;
}

/** All bulletins; a month has one or two, so that all of a book are fewer than the readings of a day. */
export async function readBulletins(signal: AbortSignal): Promise<Bulletin[]> {
  return byMonth(await all<Bulletin>('/bulletins', {}, signal));
}

export async function loadListed(signal: AbortSignal): Promise<Listed> {
  // What others did meanwhile is not in memory.
  forget();
  const [bulletins, zone] = await Promise.all([readBulletins(signal), get<Zone>('/zone', {}, signal)]);
  return { bulletins, timeZone: zone.time_zone };
}

/** The months that have been judged, the newest first. */
export async function loadMonths(signal: AbortSignal): Promise<string[]> {
  const { rows } = await get<TableAnswer<Pick<ZoneMonth, 'month'>>>(MONTHS, { sort: '-month', limit: MONTHS_MAX }, signal);
  return rows.map(({ month }) => month);
}

export interface Found {
  /** Nothing where there is none, or none for this person. */
  bulletin: Bulletin | null;
  timeZone: string;
}

export async function loadOne(id: string, signal: AbortSignal): Promise<Found> {
  forget();
  const [bulletin, zone] = await Promise.all([orNone(get<Bulletin>(`/bulletins/${id}`, {}, signal)), get<Zone>('/zone', {}, signal)]);
  return { bulletin, timeZone: zone.time_zone };
}

async function orNone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export interface Compared {
  changes: Changes;
  /** Columns by table and id, for their units and how their values are written. */
  columns: Map<string, Column>;
  wording: Wording;
}

export async function loadChanges(id: number, timeZone: string, signal: AbortSignal): Promise<Compared> {
  const [changes, tables, properties] = await Promise.all([
    get<Changes>(`/bulletins/${id}/changes`, {}, signal),
    get<Page<Table>>('/tables', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
  ]);
  return {
    changes,
    columns: new Map(tables.rows.flatMap(({ table, columns }) => columns.map((column) => [`${table} ${column.id}`, column]))),
    wording: { items: new Map(properties.rows.map((row) => [row.property, row.title])), timeZone },
  };
}
