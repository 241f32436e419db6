// The small watersheds of the register: their borders and fields are things, what follows of them is a table.
import { get } from '../../shared/api/client';
import { all } from '../../shared/api/pages';
import type { Page, SmallWatershedRow, Table, Thing } from '../../shared/api/types';
import { holds, isArea, type Area } from './shapes';

export const KIND = 'small_watershed';
export const TABLE = 'small_watershed.watershed';

export interface SmallWatershed {
  code: string;
  thing: Thing;
  /** Nothing where its border is not on record. */
  area: Area | null;
  km2: number | null;
  flowsTo: string | null;
  /** The section at its mouth, by its code. */
  section: string | null;
  /** Its row of the table; nothing before the first run. */
  row: SmallWatershedRow | null;
}

/** All of them, by code; none where no pack of the zone knows small watersheds. */
export async function readRegister(signal: AbortSignal): Promise<SmallWatershed[]> {
  const tables = await get<Page<Table>>('/tables', {}, signal);
  const head = tables.rows.find(({ table }) => table === TABLE);
  if (!head) return [];
  const [things, rows] = await Promise.all([
    all<Thing>('/things', { kind: KIND }, signal),
    head.computed ? all<SmallWatershedRow>(`/tables/${TABLE}`, {}, signal) : [],
  ]);
  return registerOf(things, rows);
}

export function registerOf(things: readonly Thing[], rows: readonly SmallWatershedRow[]): SmallWatershed[] {
  const byCode = new Map(rows.map((row) => [row.small_watershed, row]));
  return things.map((thing) => ({
    code: thing.code,
    thing,
    area: isArea(thing.geometry) ? thing.geometry : null,
    km2: numberOf(thing, 'area_km2'),
    flowsTo: textOf(thing, 'flows_to'),
    section: textOf(thing, 'section'),
    row: byCode.get(thing.code) ?? null,
  }));
}

function numberOf(thing: Thing, field: string): number | null {
  const value = thing.fields[field];
  return typeof value === 'number' ? value : null;
}

function textOf(thing: Thing, field: string): string | null {
  const value = thing.fields[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The one that a point lies in; of several the first by code. */
export function at(register: readonly SmallWatershed[], x: number, y: number): SmallWatershed | null {
  return register.find(({ area }) => area !== null && holds(area, x, y)) ?? null;
}

/** It and all whose water comes to it, each once: the register may have circles. */
export function above(register: readonly SmallWatershed[], start: SmallWatershed): SmallWatershed[] {
  const into = new Map<string, SmallWatershed[]>();
  for (const one of register) {
    if (one.flowsTo !== null) into.set(one.flowsTo, [...(into.get(one.flowsTo) ?? []), one]);
  }
  const found = new Map([[start.code, start]]);
  for (const { code } of found.values()) {
    for (const next of into.get(code) ?? []) if (!found.has(next.code)) found.set(next.code, next);
  }
  return [...found.values()];
}

/** Their own areas together, to the digits that the register has, and how many say none. */
export function sumOf(some: readonly SmallWatershed[]): { km2: number; without: number } {
  const known = some.flatMap(({ km2 }) => km2 ?? []);
  const digits = Math.max(0, ...known.map((km2) => String(km2).split('.')[1]?.length ?? 0));
  const km2 = Number(known.reduce((sum, one) => sum + one, 0).toFixed(Math.min(digits, 6)));
  return { km2, without: some.length - known.length };
}
