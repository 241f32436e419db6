import { address } from './api/client';
import type { FileFormat } from './api/types';

/** A stretch of days, both ends included; null is open. */
export interface Range {
  from: string | null;
  to: string | null;
}

export type Preset = 'days30' | 'month' | 'whole';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A date of the URL, or null where it is none. */
export function dateOrNull(text: string | null): string | null {
  // 31 February is read as 3 March: what does not come back as it went in is no date.
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text)) && daysBefore(text, 0) === text ? text : null;
}

/** The range of the address; ends the wrong way round are turned. */
export function rangeOf(from: string | null, to: string | null): Range {
  const [a, b] = [dateOrNull(from), dateOrNull(to)];
  return a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b };
}

export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * 86_400_000).toISOString().slice(0, 10);
}

export function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10);
}

/** The days of a preset; old records end long before today, so thirty days end at the last reading. */
export function presetRange(preset: Preset, last: string | null, month: string | null): Range | null {
  if (preset === 'whole') return { from: null, to: null };
  if (preset === 'month') return month ? { from: `${month}-01`, to: lastDay(month) } : null;
  return last ? { from: daysBefore(last, 29), to: last } : null;
}

export function sameRange(a: Range, b: Range | null): boolean {
  return b !== null && a.from === b.from && a.to === b.to;
}

/** Where the server gives the readings of a series as a file: those of whole days by the zone's clock. */
export function exportAddress(series: number, { from, to }: Range, format: FileFormat, lang: string): string {
  return address(`/series/${series}/export`, { from: from ?? undefined, to: to ?? undefined, format, lang });
}

/** The offset at the end of an instant of the server: `+08:00`, or `Z`. */
export function offsetOf(instant: string): string {
  return /(?:[+-]\d{2}:\d{2}|Z)$/.exec(instant)?.[0] ?? 'Z';
}

/** The range as the server wants it: a bare date would end the last day at its first second. */
export function rangeParams(range: Range, offset: string): Record<'from' | 'to', string | undefined> {
  return {
    from: range.from ? `${range.from}T00:00:00${offset}` : undefined,
    to: range.to ? `${range.to}T23:59:59${offset}` : undefined,
  };
}
