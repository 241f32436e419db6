import { ApiError, get } from '../shared/api/client';
import { all } from '../shared/api/pages';
import type { BucketAnswer, Page, Property, ReasonOffered, TableAnswer, Text, Thing, Waiting, Zone } from '../shared/api/types';
import { loadBuckets } from '../shared/chart/buckets';
import type { Limits } from '../shared/limits';
import { offsetOf } from '../shared/range';
import { aroundDays, yearBefore } from './beside';

export interface Frame {
  reasons: ReasonOffered[];
  properties: { property: string; title: Text }[];
  sections: Pick<Thing, 'code' | 'name_zh' | 'name_en'>[];
  timeZone: string;
}

/** What is known before the queue: words, and what it can be narrowed by. */
export async function loadFrame(signal: AbortSignal): Promise<Frame> {
  const [reasons, properties, sections, zone] = await Promise.all([
    get<Page<ReasonOffered>>('/review/reasons', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
    all<Thing>('/things', { kind: 'section' }, signal),
    get<Zone>('/zone', {}, signal),
  ]);
  return { reasons: reasons.rows, properties: properties.rows, sections, timeZone: zone.time_zone };
}

/** What a reading is looked at beside. */
export interface Beside {
  own: BucketAnswer;
  before: BucketAnswer | null;
  neighbours: { neighbour: Waiting['neighbours'][number]; answer: BucketAnswer }[];
  limits: Limits | undefined;
}

const LIMITS = '/tables/water_quality.gb3838_2002_table1';
// Whoever holds j down wants to be asked nothing for what flies past.
const PAUSE_MS = 120;

export async function loadBeside(row: Waiting, signal: AbortSignal): Promise<Beside> {
  await pause(signal);
  const range = aroundDays(row.time);
  const offset = offsetOf(row.time);
  const of = (series: number) => loadBuckets(series, range, offset, signal);
  const [own, before, limits, ...neighbours] = await Promise.all([
    of(row.series),
    orNull(loadBuckets(row.series, yearBefore(range), offset, signal)),
    loadLimits(row, signal),
    // One that fails is left out: the others are worth seeing.
    ...row.neighbours.map((one) => orNull(of(one.series))),
  ]);
  return {
    own,
    before,
    limits,
    neighbours: neighbours.flatMap((answer, at) => (answer ? [{ neighbour: row.neighbours[at]!, answer }] : [])),
  };
}

async function loadLimits(row: Waiting, signal: AbortSignal): Promise<Limits | undefined> {
  if (row.water_body === null) return undefined;
  const answer = await orNull(get<TableAnswer<Limits>>(LIMITS, { item: row.property, water_body: row.water_body }, signal));
  return answer?.rows[0];
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
