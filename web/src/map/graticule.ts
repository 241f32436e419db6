import type { FeatureCollection, MultiLineString } from 'geojson';
import type { Box } from './points';

const STEPS = [0.1, 0.25, 0.5, 1, 2, 5, 10];
const FEWEST_PX = 130;

/** Degrees between two lines, so that they are neither crowded nor absent. */
export function stepFor(degrees: number, px: number): number {
  return STEPS.find((step) => (step / degrees) * px >= FEWEST_PX) ?? STEPS.at(-1)!;
}

/** The round degrees from `from` to `to`. */
export function ticks(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toFixed(4)));
}

export function graticule([west, south, east, north]: Box, step: number): FeatureCollection<MultiLineString> {
  const meridians = ticks(west, east, step).map((x) => [[x, south], [x, north]]);
  const parallels = ticks(south, north, step).map((y) => [[west, y], [east, y]]);
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: [...meridians, ...parallels] } }],
  };
}

/** `110.5°E`; the south and the west have no sign but a letter. */
export function degree(value: number, axis: 'x' | 'y'): string {
  const letter = axis === 'x' ? (value < 0 ? 'W' : 'E') : value < 0 ? 'S' : 'N';
  return `${Math.abs(value)}°${value === 0 ? '' : letter}`;
}
