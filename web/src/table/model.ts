import type { Column, FileFormat, Row, Table } from '../shared/api/types';
import { columnsOfRows, inLanguage } from '../shared/columns';
import type { Lang } from '../shared/i18n';

/** A table as it is shown. A standard declares neither key nor period, and its rows have no chain. */
export interface Sheet {
  table: string;
  pack: string;
  head: Table | null;
  /** Its rows are of things, which lie somewhere. */
  hasPlaces: boolean;
}

/** The kinds of file that its rows are given as. */
export function formatsOf(sheet: Sheet): FileFormat[] {
  return sheet.hasPlaces ? ['xlsx', 'csv', 'parquet', 'geojson'] : ['xlsx', 'csv', 'parquet'];
}

/** The columns of the page: the key first, each text in one language. */
export function columnsOf(head: Table | null, rows: Row[], lang: Lang): Column[] {
  if (!head) return columnsOfRows(rows);
  const shown = inLanguage(head.columns, lang);
  const isKey = (column: Column) => head.key.includes(column.id);
  return [...shown.filter(isKey), ...shown.filter((column) => !isKey(column))];
}

const MOST_VALUES = 200;

/** The values that a column has in the rows at hand, to choose from. */
export function valuesOf(rows: Row[], column: string): string[] {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return [...new Set(values.map(String))].sort().slice(0, MOST_VALUES);
}

/** How wide a text is set, in letters; a Chinese one takes the room of two. */
export function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0);
}
