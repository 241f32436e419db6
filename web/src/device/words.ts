import { t, type Key } from '../shared/i18n';
import { CHECKS, EDITIONS } from './adopt';

// Closed words of the register. One that the page does not know yet is shown as the server wrote it.
function word(known: readonly string[], prefix: string, id: string): string {
  return known.includes(id) ? t(`${prefix}.${id}` as Key) : id;
}

export const editionWord = (id: string): string => word(EDITIONS, 'device.edition', id);
export const checkWord = (id: string): string => word(CHECKS, 'device.check', id);
export const sealingWord = (id: string): string => word(['never', 'binary', 'printed'], 'device.sealing', id);
export const dataWord = (id: string): string => word(['realtime', 'minute', 'hour', 'day'], 'device.data', id);

export function lineWord(isOnLine: boolean | null): string {
  if (isOnLine === null) return t('device.line.unknown');
  return t(isOnLine ? 'device.line.up' : 'device.line.down');
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something lasts, in the largest unit that divides it or passes two of itself: 10 分钟, 36 小时. */
export function silentWord(seconds: number): string {
  if (seconds >= 2 * DAY) return t('device.time.days', { count: round(seconds / DAY) });
  if (seconds >= 2 * HOUR) return t('device.time.hours', { count: round(seconds / HOUR) });
  if (seconds >= 2 * MINUTE) return t('device.time.minutes', { count: round(seconds / MINUTE) });
  return t('device.time.seconds', { count: round(seconds) });
}

function round(count: number): number {
  return Math.round(count * 10) / 10;
}
