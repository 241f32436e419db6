import type { Span } from '../shared/chart/points';
import { number } from '../shared/format';
import type { ItemMonth } from './rows';

/** A stretch of a series that makes one page; null is open, `before` is not included. */
export interface Page {
  from: string | null;
  before: string | null;
}

/**
 * Pages of at most `size` readings each, newest first; only the oldest is short.
 *
 * The server pages forward only; the buckets of the same series say where readings lie, so any page
 * can be asked for by its time. The outer ends stay open: buckets leave out what was judged invalid,
 * and it must be found here. A bucket that holds more than `size` is a page of its own.
 */
export function pages(spans: Span[], size: number): Page[] {
  const cut: Page[] = [];
  let before: string | null = null;
  let from: string | null = null;
  let held = 0;
  for (const span of spans.toReversed()) {
    const readings = span.count + span.below;
    if (from !== null && held + readings > size) {
      cut.push({ from, before });
      before = from;
      held = 0;
    }
    from = span.from;
    held += readings;
  }
  return [...cut, { from: null, before }];
}

/** Whether an instant lies on a page; instants of one zone compare as time, not as text. */
export function isOnPage(time: string, page: Page): boolean {
  return page.before === null || Date.parse(time) < Date.parse(page.before);
}

type Mean = Pick<ItemMonth, 'mean' | 'readings' | 'readings_below' | 'detection_limit'>;

/** The month mean of an item; where every reading is below detection it is not a number but `<limit`. */
export function meanText(row: Mean): string {
  const below = row.readings_below ?? 0;
  if (below > 0 && below === row.readings && row.detection_limit !== null) {
    return `<${number(row.detection_limit)}`;
  }
  return number(row.mean);
}

/** `nh3n 0.82; dissolved_oxygen` as items with their times over class III. */
export function pollutants(text: string | null): { item: string; times: string | null }[] {
  return (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [item, times] = part.split(/\s+/);
      return { item: item!, times: times ?? null };
    });
}
