import type { Column, Part, Row, Table } from '../shared/api/types';
import { columnsOfRows, inLanguage } from '../shared/columns';
import type { Lang } from '../shared/i18n';

/** The columns of a part by their ids; of a table without a head those that its rows have. */
export function columnsById(head: Table | undefined, rows: Row[]): Map<string, Column> {
  return new Map((head?.columns ?? columnsOfRows(rows)).map((column) => [column.id, column]));
}

/** The columns that a rank or a table shows, in order, each text in one language. */
export function shownColumns(part: Part, known: Map<string, Column>, lang: Lang): Column[] {
  const ids = part.columns.length > 0 ? part.columns : [...known.keys()];
  const wanted = part.column === null || ids.includes(part.column) ? ids : [...ids, part.column];
  return inLanguage(
    wanted.map((id) => known.get(id)).filter((column) => column !== undefined),
    lang,
  );
}

/** Whether `name_zh` and `name_en` of a row are the name of what stands in this column, and stand nowhere else. */
export function isNamed(column: Column, head: Table | undefined, shown: Column[]): boolean {
  if (!head || head.key[0] !== column.id) return false;
  const ids = head.columns.map(({ id }) => id);
  return ids.includes('name_zh') && ids.includes('name_en') && !shown.some(({ id }) => id.startsWith('name_'));
}
