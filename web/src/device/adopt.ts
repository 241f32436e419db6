import { partsOf } from './frame';

export const EDITIONS = ['2017', '2005', '2025', 'surface_water'] as const;
export type Edition = (typeof EDITIONS)[number];
export const CHECKS = ['standard', 'modbus', 'either'] as const;
export type Check = (typeof CHECKS)[number];

/** The networks that were written with blanks, commas or lines between. */
export function networksOf(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((one) => one !== '');
}

/** The edition to begin with: data of 2005 carry no QN of their own. Whoever adopts decides. */
export function guessEdition(frames: readonly string[]): Edition {
  const parts = frames.map(partsOf).find((one) => one !== null);
  return parts && !parts.fields.some(({ name }) => name === 'QN') ? '2005' : EDITIONS[0];
}
