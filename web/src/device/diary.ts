import type { DiaryEntry, DiaryKind, DiarySent, Row } from '../shared/api/types';
import { number, signed } from '../shared/format';
import { t } from '../shared/i18n';

/** What the timeline can be narrowed to, each with its kinds; all of them have none named. */
export const GROUPS = {
  all: [],
  parameters: ['parameter', 'state'],
  checks: ['zero_check', 'span_check', 'standard_check', 'comparison', 'calibration'],
  visits: ['visit', 'maintenance'],
  notes: ['note'],
} as const satisfies Record<string, readonly DiaryKind[]>;
export type Group = keyof typeof GROUPS;

/** Kinds that a person writes: what a state is only the instrument knows. */
export const WRITTEN: readonly DiaryKind[] = ['visit', 'maintenance', 'zero_check', 'span_check', 'standard_check', 'comparison', 'calibration', 'parameter', 'note'];

export type Field = 'to' | 'factor' | 'code' | 'old' | 'new' | 'expected' | 'found' | 'full_scale' | 'text';

const OF_CHECK: readonly Field[] = ['factor', 'expected', 'found', 'full_scale', 'text'];

/** The fields that an entry of a kind can have, in their order on the form. */
export function fieldsOf(kind: DiaryKind): readonly Field[] {
  if (kind === 'parameter' || kind === 'state') return ['factor', 'code', 'old', 'new', 'text'];
  if (isCheck(kind)) return OF_CHECK;
  return kind === 'note' ? ['factor', 'text'] : ['to', 'factor', 'text'];
}

/** The fields that it must have. */
export function neededOf(kind: DiaryKind): readonly Field[] {
  if (kind === 'parameter' || kind === 'state') return ['code', 'new'];
  if (isCheck(kind)) return ['expected', 'found'];
  return kind === 'note' ? ['text'] : [];
}

export function isCheck(kind: DiaryKind): boolean {
  return kind === 'zero_check' || kind === 'span_check' || kind === 'standard_check' || kind === 'comparison';
}

const NUMBERS: readonly Field[] = ['expected', 'found', 'full_scale'];

export type Said = Partial<Record<Field | 'from', string>>;

/** What is sent, of what was written; the first field that is missing or no number otherwise. */
export function sentOf(kind: DiaryKind, said: Said, offset: string): DiarySent | Field {
  const filled = (field: Field | 'from'): string => said[field]?.trim() ?? '';
  const lacking = neededOf(kind).find((field) => filled(field) === '');
  if (lacking) return lacking;
  const sent: Record<string, string | number> = { kind };
  // A clock without its offset is that of the reader's machine: it is meant as the zone's.
  if (filled('from') !== '') sent['from'] = `${filled('from')}:00${offset}`;
  for (const field of fieldsOf(kind)) {
    const text = filled(field);
    if (text === '') continue;
    if (!NUMBERS.includes(field)) {
      sent[field] = field === 'to' ? `${text}:00${offset}` : text;
      continue;
    }
    const value = Number(text);
    if (!Number.isFinite(value)) return field;
    sent[field] = value;
  }
  return sent as unknown as DiarySent;
}

/** What was set, of a parameter or a state: its code, and what it was and is. */
export function changeOf(entry: DiaryEntry): string {
  if (entry.new === null) return '';
  const known = entry.old === null ? t('diary.known', { value: entry.new }) : t('diary.changed', { old: entry.old, now: entry.new });
  return [entry.code, known].filter(Boolean).join(' ');
}

/** What a check gave, against what it should have, and how far it may be off. */
export function checkOf(entry: DiaryEntry): string {
  if (entry.expected === null || entry.found === null) return '';
  const said = t('diary.check', { expected: number(entry.expected), found: number(entry.found) });
  if (entry.deviation_percent === null || entry.allowed_percent === null) return `${said}${t('diary.check.unknown')}`;
  const off = signed(Math.round(entry.deviation_percent * 100) / 100);
  return `${said}${t('diary.check.off', { off, allowed: number(entry.allowed_percent) })}`;
}

export interface Finding {
  of: 'improved' | 'calm' | 'failed' | 'overdue';
  /** What sorts it: an instant or a day, as text. */
  at: string;
  because: { zh: string; en: string };
  frame: number | null;
  /** The rows that it rests on: the table and what tells its row apart. */
  table: string;
  key: Record<string, string>;
}

const TABLES = [
  { of: 'improved', table: 'instruments.improved_after_change', at: 'changed_at', key: ['device', 'entry', 'series'] },
  { of: 'calm', table: 'instruments.too_calm', at: 'starts_at', key: ['device', 'series', 'day', 'spell'] },
  { of: 'failed', table: 'instruments.check_result', at: 'checked_at', key: ['device', 'entry'] },
  { of: 'overdue', table: 'instruments.check_overdue', at: 'last_at', key: ['device', 'kind', 'factor', 'entry'] },
] as const;
export const FINDING_TABLES: readonly (typeof TABLES)[number][] = TABLES;

/** The rows of the tables of findings, in their order, as findings; the newest first. */
export function findingsOf(answers: readonly (readonly Row[])[]): Finding[] {
  const all = TABLES.flatMap(({ of, table, at, key }, place) =>
    (answers[place] ?? [])
      .filter((row) => of !== 'failed' || row['verdict'] === 'failed')
      .map((row) => ({
        of,
        table,
        at: String(row[at] ?? ''),
        because: { zh: String(row['because_zh'] ?? ''), en: String(row['because_en'] ?? '') },
        frame: typeof row['frame'] === 'number' ? row['frame'] : null,
        key: Object.fromEntries(key.map((column) => [column, String(row[column] ?? '')])),
      })),
  );
  return all.sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}
