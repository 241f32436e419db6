import type { Bucket, Decision, DecisionPart, ReasonOffered, Waiting } from '../shared/api/types';
import { number } from '../shared/format';
import { measuredText } from '../shared/measured';
import { nameOf, pick, t, type Key } from '../shared/i18n';
import { zh } from '../shared/i18n/zh';

/** A value as a laboratory writes it. */
export function nowText(row: Waiting): string {
  return measuredText(row);
}

/** The value as it first came in. */
export function rawText(row: Waiting): string {
  return measuredText({ value: row.raw_value, detection_limit: row.raw_detection_limit, flag: row.flag, qualifier: row.qualifier });
}

export function itemOf(row: Waiting): string {
  return row.title_zh === null ? row.property : pick({ zh: row.title_zh, en: row.title_en });
}

export function unitOf(row: Waiting): string {
  return row.unit === null || row.unit === '1' ? '' : row.unit;
}

/** What readings near each other say, which mostly is one reading. */
export function bucketText({ min, max, below }: Bucket): string {
  if (min === null || max === null) return t('chart.below', { n: below });
  return min === max ? number(min) : t('chart.extent', { min: number(min), max: number(max) });
}

/** `2021-04-28 08:00`, by the zone's clock, in which the server writes. */
export function timeText(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** Section, item and instant in one line. */
export function lineOf(row: Waiting): string {
  return `${nameOf(row)} ${itemOf(row)} ${timeText(row.time)}`;
}

export function verbText(verb: string): string {
  const key = `review.verb.${verb}`;
  return Object.hasOwn(zh, key) ? t(key as Key) : verb;
}

/** A reason not offered any more is shown by its code. */
export function reasonText(code: string, offered: readonly ReasonOffered[]): string {
  return pick(offered.find((reason) => reason.code === code)) || code;
}

/** The items that a list of decisions or readings is narrowed by, with their titles. */
export type Titles = ReadonlyMap<string, string>;

export function partText(part: DecisionPart, titles: Titles): string {
  const span = part.from === part.to ? timeText(part.from) : `${timeText(part.from)} – ${timeText(part.to)}`;
  return `${nameOf(part)} ${titles.get(part.property) ?? part.property} ${span}`;
}

export function decisionText(decision: Decision): string {
  return t('review.decision.line', { verb: verbText(decision.verb), n: decision.readings });
}
