/** Rows of a list that are chosen: from the anchor to where one stands, both included. */
export interface Selection {
  at: number;
  anchor: number;
}

export type Step = 'next' | 'previous' | 'first' | 'last' | 'extend_next' | 'extend_previous';

export const FIRST: Selection = { at: 0, anchor: 0 };

const within = (at: number, count: number) => Math.max(0, Math.min(at, count - 1));

/** The same where the list has become shorter. */
export function clamped({ at, anchor }: Selection, count: number): Selection {
  return { at: within(at, count), anchor: within(anchor, count) };
}

export function move(selection: Selection, step: Step, count: number): Selection {
  const to = (at: number): Selection => ({ at: within(at, count), anchor: within(at, count) });
  const extend = (at: number): Selection => ({ at: within(at, count), anchor: within(selection.anchor, count) });
  switch (step) {
    case 'next':
      return to(selection.at + 1);
    case 'previous':
      return to(selection.at - 1);
    case 'first':
      return to(0);
    case 'last':
      return to(count - 1);
    case 'extend_next':
      return extend(selection.at + 1);
    case 'extend_previous':
      return extend(selection.at - 1);
  }
}

export function pickAt(selection: Selection, at: number, isExtending: boolean): Selection {
  return { at, anchor: isExtending ? selection.anchor : at };
}

export function isChosen({ at, anchor }: Selection, index: number): boolean {
  return index >= Math.min(at, anchor) && index <= Math.max(at, anchor);
}

export function chosenOf<Row>(rows: readonly Row[], selection: Selection): Row[] {
  return rows.filter((_, index) => isChosen(selection, index));
}

/** Where one stands when rows are gone: at the first that is left after the place where they were. */
export function afterRemoval<Row>(rows: readonly Row[], selection: Selection, isGone: (row: Row) => boolean): Selection {
  const first = Math.min(selection.at, selection.anchor);
  const before = rows.slice(0, first).filter((row) => !isGone(row)).length;
  const left = rows.filter((row) => !isGone(row)).length;
  const at = within(before, left);
  return { at, anchor: at };
}
