import type { ClassId } from './api/types';

// Hues follow the convention (blue, green, yellow, orange, red); the tones were chosen so that the
// classes stay apart under the three kinds of colour blindness. Lightness carries the order.
export const CLASSES: readonly ClassId[] = ['I', 'II', 'III', 'IV', 'V', 'inferior_V'];

export interface ClassLook {
  numeral: string;
  fill: string;
  ink: string;
  rank: number;
}

const DARK_INK = '#101418';
const LIGHT_INK = '#ffffff';

export const LOOKS: Record<ClassId, ClassLook> = {
  I: { numeral: 'Ⅰ', fill: '#9ccbf0', ink: DARK_INK, rank: 1 },
  II: { numeral: 'Ⅱ', fill: '#0f5fb8', ink: LIGHT_INK, rank: 2 },
  III: { numeral: 'Ⅲ', fill: '#3ecf7a', ink: DARK_INK, rank: 3 },
  IV: { numeral: 'Ⅳ', fill: '#ffe100', ink: DARK_INK, rank: 4 },
  V: { numeral: 'Ⅴ', fill: '#ee6c00', ink: DARK_INK, rank: 5 },
  inferior_V: { numeral: '劣Ⅴ', fill: '#9e0b2f', ink: LIGHT_INK, rank: 6 },
};

export function isClass(value: unknown): value is ClassId {
  return typeof value === 'string' && value in LOOKS;
}

/** How the class is shown, or nothing where there is no class. */
export function look(value: unknown): ClassLook | null {
  return isClass(value) ? LOOKS[value] : null;
}
