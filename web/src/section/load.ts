import { ApiError, get } from '../shared/api/client';
import type {
  Kind,
  Observation,
  Page as Rows,
  Property,
  Series,
  Table,
  TableAnswer,
  ThingAnswer,
  Zone,
  ZoneMonth,
} from '../shared/api/types';
import type { Span } from '../shared/chart/points';
import { TABLE } from './figure';
import { loadBuckets } from '../shared/chart/buckets';
import type { Limits } from '../shared/limits';
import { isOnPage, type Page } from './readings';
import type { DossierMonth, ItemChange, ItemMonth, Trend } from './rows';
import { newestMonth } from './strip';
import { words, type Words } from './words';

const ROWS_MAX = '1000';
// A page of readings is cut by its buckets; only invalid readings, which those leave out, add to it.
const ANSWERS_MAX = 10;

async function rows<T>(table: string, params: Record<string, string>, signal: AbortSignal): Promise<T[]> {
  const answer = await get<TableAnswer<T>>(`/tables/${table}`, { ...params, limit: ROWS_MAX }, signal);
  return answer.rows;
}

export interface Dossier extends ThingAnswer {
  kind: Kind | null;
  words: Words;
  months: DossierMonth[];
  /** The newest month of the zone, against which a silent section is seen to be silent. */
  newest: string | null;
  limits: Limits[];
  series: Series[];
  timeZone: string;
}

/** The thing, or null where the book holds no such code; another missing answer is an error. */
async function loadThing(code: string, signal: AbortSignal): Promise<ThingAnswer | null> {
  try {
    return await get<ThingAnswer>(`/things/section/${encodeURIComponent(code)}`, {}, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** All that does not change with month and range; no dossier where there is no such section. */
export async function loadDossier(code: string, signal: AbortSignal): Promise<{ dossier: Dossier | null }> {
  const answer = await loadThing(code, signal);
  if (!answer) return { dossier: null };
  const [zone, kinds, properties, tables, months, zoneMonths, limits, series] = await Promise.all([
    get<Zone>('/zone', {}, signal),
    get<Rows<Kind>>('/kinds', {}, signal),
    get<Rows<Property>>('/properties', {}, signal),
    get<Rows<Table>>('/tables', {}, signal),
    rows<DossierMonth>(TABLE.month, { section: code, sort: 'month' }, signal),
    get<TableAnswer<ZoneMonth>>(`/tables/${TABLE.zone}`, { sort: '-month', limit: '1' }, signal),
    rows<Limits>(TABLE.limits, {}, signal),
    get<Rows<Series>>('/series', { kind: 'section', thing: code }, signal),
  ]);
  const dossier = {
    ...answer,
    kind: kinds.rows.find((kind) => kind.id === 'section') ?? null,
    words: words(properties.rows, tables.rows),
    months,
    // Who is shown one area only has no rows of the zone: then the section's own newest has to do.
    newest: zoneMonths.rows[0]?.month ?? newestMonth(months),
    limits,
    series: series.rows.filter((s) => s.sample_kind === 'routine'),
    timeZone: zone.time_zone,
  };
  return { dossier };
}

export interface MonthItems {
  items: ItemMonth[];
  changes: Map<string, ItemChange>;
}

/** Items of a month, worst first, with their changes. */
export async function loadItems(section: string, month: string, signal: AbortSignal): Promise<MonthItems> {
  const [items, changes] = await Promise.all([
    rows<ItemMonth>(TABLE.item, { section, month }, signal),
    rows<ItemChange>(TABLE.change, { section, month }, signal),
  ]);
  const worst = (a: ItemMonth, b: ItemMonth) =>
    Number(b.is_assessed) - Number(a.is_assessed) ||
    (b.class_rank ?? 0) - (a.class_rank ?? 0) ||
    (b.share_of_class_iii ?? 0) - (a.share_of_class_iii ?? 0);
  return { items: items.toSorted(worst), changes: new Map(changes.map((c) => [c.item, c])) };
}

export function loadTrends(section: string, signal: AbortSignal): Promise<Trend[]> {
  return rows<Trend>(TABLE.trend, { section }, signal);
}

/** Where the readings of each series lie over the whole record; a series that fails is left out. */
export async function loadRecord(series: Series[], signal: AbortSignal): Promise<Map<number, Span[]>> {
  const whole = { from: null, to: null };
  const answers = await Promise.allSettled(series.map((s) => loadBuckets(s.series, whole, 'Z', signal)));
  signal.throwIfAborted();
  return new Map(
    answers.flatMap((answer, i) =>
      answer.status === 'fulfilled' ? [[series[i]!.series, answer.value.rows] as const] : [],
    ),
  );
}

/** All readings of one page. */
export async function loadPage(series: number, page: Page, signal: AbortSignal): Promise<Observation[]> {
  const found: Observation[] = [];
  let after: string | undefined;
  for (let i = 0; i < ANSWERS_MAX; i += 1) {
    const answer = await get<Rows<Observation>>(
      `/series/${series}/observations`,
      { from: page.from ?? undefined, to: page.before ?? undefined, after, limit: ROWS_MAX },
      signal,
    );
    found.push(...answer.rows);
    if (answer.next == null) break;
    after = answer.next;
  }
  return found.filter((reading) => isOnPage(reading.time, page));
}
