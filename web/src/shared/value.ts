import type { Column, Value } from './api/types';
import { isClass, LOOKS } from './classes';
import { instant, number } from './format';
import { pick, t, type Key } from './i18n';

/** What a value is written with: titles of items, and the zone's clock. */
export interface Wording {
  items: Map<string, { zh: string; en: string }>;
  timeZone: string;
}

// Ids that packs write in columns of closed words. One not known yet is shown as the pack wrote it.
const WORDS: Record<string, Key> = {
  river: 'value.river',
  lake: 'value.lake',
  provisional: 'value.provisional',
  verified: 'value.verified',
  scan: 'value.scan',
  two_sources: 'value.two_sources',
  one_source: 'value.one_source',
  memory: 'value.memory',
  own: 'value.own',
  yes: 'value.yes',
  no: 'value.no',
  not_enough_data: 'word.not_enough_data',
  significant: 'word.significant',
  not_significant: 'word.not_significant',
  better: 'word.better',
  worse: 'word.worse',
  same: 'word.same',
  rising: 'word.rising',
  falling: 'word.falling',
  no_trend_found: 'word.no_trend_found',
  seasonal_kendall: 'word.seasonal_kendall',
  mann_kendall: 'word.mann_kendall',
  spearman: 'word.spearman',
};

export function valueText(value: Value | undefined, column: Column, wording: Wording): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return number(value);
  if (column.type === 'instant') return instant(value, wording.timeZone);
  if (isClass(value) && holdsClasses(column)) return LOOKS[value].numeral;
  const declared = column.words?.[value];
  if (declared) return pick(declared);
  const word = WORDS[value];
  return word ? t(word) : (itemsText(value, wording) ?? value);
}

/** `tp, nh3n` and `tp 0.66; nh3n 0.18` with the titles of the items; nothing where it is no list of items. */
function itemsText(value: string, wording: Wording): string | null {
  const parts = value.split(/[,;] /).map((part) => {
    const [, id, times = ''] = /^(\S+)( [\d.]+%?)?$/.exec(part) ?? [];
    const item = id === undefined ? undefined : wording.items.get(id);
    return item ? pick(item) + times : null;
  });
  return parts.every((part) => part !== null) ? parts.join(t('list.comma')) : null;
}

/** Whether the values of a column are water classes: `class`, `target_class`, `tn_class`. */
export function holdsClasses(column: Column): boolean {
  return /(^|_)class(_|$)/.test(column.id);
}

export function isNumeric(column: Column): boolean {
  return column.type === 'number' || column.type === 'whole';
}

// `Stable: yes, no, not_enough_data`
const LIST_OF_IDS = /[：:] ?([a-z]\w*(?:(?:、|, )[a-z]\w*)+)$/;

/** What stands above the values of a column: its title, without a list of the ids that are written in words here. */
export function headOf(column: Column): string {
  const title = pick(column.title) || column.id;
  const [list = '', ids = ''] = LIST_OF_IDS.exec(title) ?? [];
  const isWritten = (id: string): boolean => Object.hasOwn(WORDS, id) || Object.hasOwn(column.words ?? {}, id);
  return ids.split(/、|, /).every(isWritten) ? title.slice(0, title.length - list.length) : title;
}

/** `mg/L`; the unit 1 is not written. */
export function unitOf(column: Column): string {
  return column.unit === null || column.unit === '1' ? '' : column.unit;
}
