import type { LineLook } from '../shared/chart/lines';

// Colour is for classes, so lines differ by dashes, dots and quiet tones. More than these cannot be told apart.
const LOOKS: readonly LineLook[] = [
  { tone: 'accent', dash: 'solid', symbol: 'circle' },
  { tone: 'ink', dash: 'dashed', symbol: 'rect' },
  { tone: 'soft', dash: 'dotted', symbol: 'triangle' },
  { tone: 'ink', dash: 'solid', symbol: 'diamond' },
  { tone: 'accent', dash: 'dashed', symbol: 'triangle' },
  { tone: 'soft', dash: 'solid', symbol: 'rect' },
];

const AMONG_MANY: LineLook = { tone: 'faint', dash: 'solid', symbol: 'circle' };
const CHOSEN: LineLook = { tone: 'accent', dash: 'solid', symbol: 'circle' };

export function areMany(count: number): boolean {
  return count > LOOKS.length;
}

/** How a line looks among so many; among many only the chosen one stands out. */
export function lookOf(at: number, count: number, chosen: number | null): LineLook {
  if (!areMany(count)) return LOOKS[at]!;
  return at === chosen ? CHOSEN : AMONG_MANY;
}
