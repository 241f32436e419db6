import type { Theme } from '../../shared/theme.svelte';

/** How a layer is told from the others: by colour, by the dashes of its lines and by the sign of its points. */
export interface Look {
  colour: number;
  /** Lengths of dash and gap, in widths of the line; a whole line has none. */
  dash: readonly number[] | null;
  sign: string;
}

// Violet, brown, slate, olive: none is the colour of a water class, and each stands off land and water.
export const COLOURS: Record<Theme, readonly string[]> = {
  light: ['#6d3fa8', '#7d4f22', '#3f5068', '#575d0f'],
  dark: ['#c3a9ee', '#d9ac7e', '#b7c4d3', '#c5ca80'],
};

const DASHES: readonly Look['dash'][] = [null, [4, 2], [1.5, 1.5]];

// A circle is a section.
const SIGNS = ['◆', '■', '▲'] as const;

/**
 * The look of the layer that stands at this place of the whole list, so that hiding one changes no other.
 * Four colours and three dashes come together anew twelve times.
 */
export function lookAt(index: number): Look {
  return { colour: index % COLOURS.light.length, dash: DASHES[index % DASHES.length] ?? null, sign: SIGNS[index % SIGNS.length] ?? SIGNS[0] };
}
