const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY_MS = 24 * HOUR;
const MONTH = 30.44 * DAY_MS;
const YEAR = 365.25 * DAY_MS;

// Each unit is used until two of the next larger have passed: 47 hours ago says more than 1 day ago.
const UNITS: readonly { unit: Intl.RelativeTimeFormatUnit; ms: number; untilMs: number }[] = [
  { unit: 'second', ms: SECOND, untilMs: MINUTE },
  { unit: 'minute', ms: MINUTE, untilMs: 2 * HOUR },
  { unit: 'hour', ms: HOUR, untilMs: 2 * DAY_MS },
  { unit: 'day', ms: DAY_MS, untilMs: 2 * MONTH },
  { unit: 'month', ms: MONTH, untilMs: 2 * YEAR },
  { unit: 'year', ms: YEAR, untilMs: Infinity },
];

/** How long before `now` an instant was, in words and whole units: 3天前, 3 days ago. */
export function ago(instant: string, now: string, lang: 'zh' | 'en'): string {
  const passed = Date.parse(now) - Date.parse(instant);
  if (Number.isNaN(passed)) return '';
  const { unit, ms } = UNITS.find(({ untilMs }) => Math.abs(passed) < untilMs)!;
  const words = new Intl.RelativeTimeFormat(lang === 'zh' ? 'zh-CN' : 'en', { numeric: 'always' });
  return words.format(-Math.trunc(passed / ms), unit);
}
