/** A value axis: its ends and the distance of its ticks. */
export interface Scale {
  min: number;
  max: number;
  step: number;
}

const NICE = [1, 2, 2.5, 5, 10];

/** The least nice number (1, 2, 2.5, 5 × a power of ten) that is not below `raw`. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  return NICE.find((n) => n * power >= raw * (1 - 1e-9))! * power;
}

/** Ends on whole steps around `values`; about `ticks` steps. `fromZero` puts zero on the axis. */
export function scaleOver(values: number[], fromZero: boolean, ticks = 4): Scale {
  const all = fromZero ? [...values, 0] : values;
  if (all.length === 0) return { min: 0, max: 1, step: 0.5 };
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const width = high - low || Math.abs(high) || 1;
  const step = niceStep(width / ticks);
  const min = Math.floor(low / step + 1e-9) * step;
  const max = Math.ceil(high / step - 1e-9) * step;
  return { min: tidy(min), max: tidy(max > min ? max : min + step), step: tidy(step) };
}

/** Drops what binary fractions leave behind: 0.30000000000000004 → 0.3. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
