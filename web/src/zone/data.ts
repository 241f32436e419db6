import { get } from '../shared/api/client';
import { all } from '../shared/api/pages';
import type { IndexMonth, Page, Property, SectionMonth, Table, TableAnswer, Text, Thing, Zone, ZoneMonth } from '../shared/api/types';
import { monthsAway } from '../shared/format';

export const SECTION_MONTH = 'water_quality.section_month';
export const ZONE_MONTH = 'water_quality.zone_month';
export const INDEX_MONTH = 'water_quality.index_month';

/** What does not depend on the month looked at. */
export interface Frame {
  zone: Zone;
  things: Thing[];
  months: ZoneMonth[];
  /** The first and the last month that can be looked at. */
  ends: { first: string; last: string } | null;
  /** Titles of items, by property. */
  items: Map<string, Text>;
  /** Titles and units of columns, by table. */
  tables: Map<string, Table>;
}

export async function readFrame(signal: AbortSignal): Promise<Frame> {
  const [zone, things, months, properties, tables] = await Promise.all([
    get<Zone>('/zone', {}, signal),
    all<Thing>('/things', { kind: 'section' }, signal),
    all<ZoneMonth>(`/tables/${ZONE_MONTH}`, { sort: 'month' }, signal),
    get<Page<Property>>('/properties', {}, signal),
    get<Page<Table>>('/tables', {}, signal),
  ]);
  return {
    zone,
    things,
    months,
    ends: endsOf(months) ?? endsOf(await sectionEnds(signal)),
    items: new Map(properties.rows.map((row) => [row.property, row.title])),
    tables: new Map(tables.rows.map((row) => [row.table, row])),
  };
}

function endsOf(rows: { month: string }[]): Frame['ends'] {
  const [first, last] = [rows[0], rows.at(-1)];
  return first && last ? { first: first.month, last: last.month } : null;
}

/** Who is shown one area only has no rows of the zone, but those of its sections. */
async function sectionEnds(signal: AbortSignal): Promise<SectionMonth[]> {
  const path = `/tables/${SECTION_MONTH}`;
  const ends = await Promise.all(
    ['month', '-month'].map((sort) => get<TableAnswer<SectionMonth>>(path, { sort, limit: '1' }, signal)),
  );
  return ends.flatMap((answer) => answer.rows);
}

export interface MonthRows {
  month: string;
  /** The month, the one before and the same of last year. */
  sections: SectionMonth[];
  index: IndexMonth[];
}

export async function readMonth(month: string, signal: AbortSignal): Promise<MonthRows> {
  const compared = [month, monthsAway(month, -1), monthsAway(month, -12)];
  const [sections, index] = await Promise.all([
    all<SectionMonth>(`/tables/${SECTION_MONTH}`, { month: compared }, signal),
    all<IndexMonth>(`/tables/${INDEX_MONTH}`, { month, sort: 'rank' }, signal),
  ]);
  return { month, sections, index };
}
