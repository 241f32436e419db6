import type { PackAnswer, Text } from './types';

/** One part of a pack's board: what it shows of which rows, and how. */
export interface Part {
  id: string;
  title: Text;
  note: Text | null;
  show: 'figure' | 'share' | 'line' | 'rank' | 'table';
  table: string;
  column: string | null;
  /** The column whose values stand apart: a line or an entry for each. */
  by: string | null;
  columns: string[];
  where: Record<string, string[]>;
  /** A column, or `-` and a column for the greatest first. */
  sort: string | null;
  rows: number | null;
}

export interface Board {
  title: Text;
  parts: Part[];
}

/** A pack as the server gives it, with the board that it declares or none. */
export type PackWithBoard = PackAnswer & { board: Board | null };
