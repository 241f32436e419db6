import type { Theme } from '../../shared/theme.svelte';

/** Shares of steep ground, from these on, percent: steps of our own, to tell neighbours apart. */
export const STEPS = [0, 5, 15, 30, 50] as const;

// One hue from pale to deep, so that it is told from the classes of water and reads without colour.
export const FILLS: Record<Theme, readonly string[]> = {
  light: ['#f0e4d0', '#dcc29a', '#bf9560', '#94652f', '#5f3a12'],
  dark: ['#3b3125', '#5e4a30', '#886a3d', '#b88f54', '#e8c486'],
};

/** The step that a share of steep ground is in; nothing where it is not known. A limit belongs to the step above it. */
export function stepOf(percent: number | null | undefined): number | null {
  if (percent === null || percent === undefined) return null;
  return Math.max(0, STEPS.findLastIndex((from) => percent >= from));
}

/** `5–15`, `≥50`. */
export function stepText(step: number): string {
  const [from, to] = [STEPS[step], STEPS[step + 1]];
  if (from === 0) return `<${to}`;
  return to === undefined ? `≥${from}` : `${from}–${to}`;
}
