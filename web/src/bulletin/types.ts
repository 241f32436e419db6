// What the server answers about bulletins.

import type { Row, Value } from '../shared/api/types';

export type State = 'drafted' | 'reviewed' | 'issued' | 'returned' | 'withdrawn';

export interface Step {
  step: State;
  who: string;
  name: string | null;
  at: string;
  words: string | null;
}

export type PaperLang = 'zh' | 'en';
export type PaperFormat = 'pdf' | 'html';

/** A document of an issued bulletin, kept byte for byte. */
export interface Paper {
  lang: PaperLang;
  format: PaperFormat;
  bytes: number;
  hash: string;
}

export interface Bulletin {
  id: number;
  month: string;
  /** 1 is the first of its month; each one after it corrects the one before. */
  issue_of_month: number;
  state: State;
  number: string | null;
  bureau: string | null;
  /** The instant whose knowledge every figure shows. */
  as_of: string;
  steps: Step[];
  supersedes: number | null;
  superseded_by: number | null;
  documents: Paper[];
}

export interface BulletinOpened extends Bulletin {
  /** How many figures say something else now; null where that is not asked. */
  changed: number | null;
}

/** A figure, or with no column a whole row, that says something else now. */
export interface Change {
  table: string;
  title_zh: string;
  title_en: string | null;
  key: Row;
  label_zh: string;
  label_en: string | null;
  column: string | null;
  column_zh: string | null;
  column_en: string | null;
  before: Value;
  after: Value;
}

export interface Changes {
  rows: Change[];
  /** There are more than are listed. */
  more: boolean;
}
