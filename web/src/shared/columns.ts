import type { Column, Row } from './api/types';
import { t, type Key, type Lang } from './i18n';

// Columns that every standard has or may have. The others have no title but their name in the file.
const TITLES: Record<string, Key> = {
  item: 'column.item',
  unit: 'column.unit',
  source: 'column.source',
  clause: 'column.clause',
  status: 'column.status',
  note: 'column.note',
};

/** The columns of a table that declares none, as a standard: what its rows have. */
export function columnsOfRows(rows: Row[]): Column[] {
  const ids = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return ids.map((id) => {
    const key = TITLES[id];
    const title = key ? t(key) : id;
    return { id, type: typeOf(rows, id), title: { zh: title, en: title }, unit: null };
  });
}

function typeOf(rows: Row[], id: string): Column['type'] {
  const given = rows.map((row) => row[id]).find((value) => value !== null && value !== undefined);
  if (typeof given === 'number') return 'number';
  return typeof given === 'boolean' ? 'truth' : 'text';
}

/**
 * Of columns that say one thing in two languages (`because_zh` and `because_en`, `silent_names` and
 * `silent_names_en`) only the one of the page's language.
 */
export function inLanguage(columns: Column[], lang: Lang): Column[] {
  const ids = new Set(columns.map((column) => column.id));
  return columns.filter(({ id }) => {
    if (id.endsWith('_en')) {
      const stem = id.slice(0, -'_en'.length);
      return lang === 'en' || !(ids.has(stem) || ids.has(`${stem}_zh`));
    }
    const stem = id.replace(/_zh$/, '');
    return lang === 'zh' || !ids.has(`${stem}_en`);
  });
}
