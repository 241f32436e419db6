import type { Column, Part, Row, Table } from '../shared/api/types';
import type { Query } from '../shared/query';
import type { Wording } from '../shared/value';

/** All that a part is drawn from. */
export interface Shown {
  part: Part;
  head: Table | undefined;
  columns: Map<string, Column>;
  rows: Row[];
  query: Query;
  wording: Wording;
  /** The sentence of a row is said by the first part that shows it. */
  hasSay: boolean;
  /** The month of the page, at which links open. */
  month: string | null;
}
