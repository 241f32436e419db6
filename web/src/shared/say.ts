import { t, type Key } from './i18n';
import { zh } from './i18n/zh';

/** The text of a word that comes in data: `say('flag', 'M')`. A word without a text is shown as it is. */
export function say(group: 'word' | 'flag' | 'quality' | 'level' | 'section.word', word: string | null): string {
  if (word === null) return '';
  const key = `${group}.${word}`;
  return Object.hasOwn(zh, key) ? t(key as Key) : word;
}

/** A field of the dossier as text; lists and their parts are joined. */
export function fieldText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(fieldText).join('、');
  if (typeof value === 'object') return Object.values(value).map(fieldText).join(' ');
  return say('section.word', String(value));
}
