import { forget, get } from '../shared/api/client';
import { all } from '../shared/api/pages';
import type { Kind, Mark, MarkReason, Page, Property, Series, Text, Thing, Zone } from '../shared/api/types';
import { ordered, type Filter } from './model';

export interface Listed {
  marks: Mark[];
  reasons: MarkReason[];
  properties: Map<string, Text>;
  timeZone: string;
}

/** `of`: of one thing only. */
export interface Of {
  kind: string;
  thing: string;
}

export async function loadMarks(filter: Filter, of: Of | null, signal: AbortSignal): Promise<Listed> {
  // What others did meanwhile is not in memory.
  forget();
  const [marks, reasons, properties, zone] = await Promise.all([
    all<Mark>('/marks', { state: filter === 'pending' ? 'pending' : undefined, kind: of?.kind, thing: of?.thing }, signal),
    get<Page<MarkReason>>('/marks/reasons', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
    get<Zone>('/zone', {}, signal),
  ]);
  return {
    marks: ordered(marks),
    reasons: reasons.rows,
    properties: new Map(properties.rows.map((row) => [row.property, row.title])),
    timeZone: zone.time_zone,
  };
}

/** The things of a kind that may be marked; none where no pack declares the kind. */
export async function loadThings(kind: string, signal: AbortSignal): Promise<Thing[]> {
  const kinds = await get<Page<Kind>>('/kinds', {}, signal);
  if (!kinds.rows.some(({ id }) => id === kind)) return [];
  return all<Thing>('/things', { kind }, signal);
}

export async function loadSeries(kind: string, thing: string, signal: AbortSignal): Promise<Series[]> {
  if (thing === '') return [];
  return all<Series>('/series', { kind, thing }, signal);
}
