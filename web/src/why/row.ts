import type { Column, Explanation, Row } from '../shared/api/types';
import { nameOf } from '../shared/i18n';
import { valueText, type Wording } from '../shared/value';

export function columnsOf(explanation: Explanation): Column[] {
  if (explanation.columns?.length) return explanation.columns;
  return Object.keys(explanation.row)
    .filter((id) => id !== 'run')
    .map((id) => ({ id, type: 'text', title: { zh: id, en: id }, unit: null }));
}

/** Values of the key that the row above does not already have: what tells this row from its siblings. */
export function keyApart(explanation: Explanation, above: Row | null): Column[] {
  const key = explanation.key ?? [];
  const own = columnsOf(explanation).filter((column) => key.includes(column.id));
  const apart = own.filter((column) => !above || above[column.id] !== explanation.row[column.id]);
  return apart.length > 0 ? apart : own.slice(-1);
}

/** The key in words; a row that carries a name says it instead of the code. */
export function keyText(row: Row, columns: Column[], wording: Wording): string {
  const { name_zh: zh, name_en: en } = row;
  const name = typeof zh === 'string' ? nameOf({ name_zh: zh, name_en: typeof en === 'string' ? en : null }) : null;
  return columns
    .map((column) => (name && column.id === 'section' ? name : valueText(row[column.id], column, wording)))
    .join(' · ');
}

// The figures a reader looks for first, in the tables of any pack that has them.
const HEADLINES = ['mean', 'value', 'class', 'cwqi', 'share_good'];

export function headlines(explanation: Explanation): Column[] {
  return columnsOf(explanation).filter(
    (column) => HEADLINES.includes(column.id) && explanation.row[column.id] !== null && explanation.row[column.id] !== undefined,
  );
}

/** Only the file's own name: the folder is where this installation keeps it. */
export function fileName(path: string | null): string {
  return path?.split(/[\\/]/).at(-1) ?? '';
}
