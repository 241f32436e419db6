import type { Part } from '../shared/api/types';

/** The parts that say the sentence of their row: of figures out of one row the first. */
export function speakersOf(parts: Part[]): Set<string> {
  const first = new Map<string, string>();
  for (const { id, show, table, where } of parts) {
    const row = `${table} ${JSON.stringify(where)}`;
    if (show === 'figure' && !first.has(row)) first.set(row, id);
  }
  return new Set(first.values());
}

/** Columns of the grid on a wide screen. */
export const GRID = 12;

// How many of them a part needs to be read.
const LEAST: Record<Part['show'], number> = { figure: 3, share: 5, line: 6, rank: 5, table: 7 };

/** How wide each part is: in their order they fill row after row, and nothing stands beside a hole. */
export function spansOf(shows: Part['show'][]): number[] {
  const spans: number[] = [];
  let row: Part['show'][] = [];
  const close = () => {
    spans.push(...widened(row));
    row = [];
  };
  for (const show of shows) {
    if (widthOf(row) + leastOf(show) > GRID) close();
    row.push(show);
  }
  close();
  return spans;
}

// A newer server may have a kind of part that this page does not know.
const leastOf = (show: Part['show']) => LEAST[show] ?? GRID;
const widthOf = (row: Part['show'][]) => row.reduce((sum, show) => sum + leastOf(show), 0);

/** A figure is not larger for having more room, so what is left of a row goes to the others, the last first. */
function widened(row: Part['show'][]): number[] {
  const spans = row.map(leastOf);
  const wide = row.flatMap((show, at) => (show === 'figure' ? [] : [at]));
  const takers = (wide.length > 0 ? wide : row.map((_, at) => at)).reverse();
  for (let left = GRID - widthOf(row), turn = 0; takers.length > 0 && left > 0; left -= 1, turn += 1) {
    spans[takers[turn % takers.length]!]! += 1;
  }
  return spans;
}
