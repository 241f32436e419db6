import type { Spot } from './arrange';
import type { Box } from './points';

/** Where the map looks at the moment. */
export interface MapView {
  width: number;
  height: number;
  zoom: number;
  bounds: Box;
  project(longitude: number, latitude: number): Spot;
}

const EQUATOR_M = 40_075_016.7;
const TILE_PX = 512;

export interface ScaleLength {
  metres: number;
  px: number;
}

/** The longest round length (1, 2 or 5) that is not longer than `mostPx` in the middle of the view. */
export function scaleLength({ zoom, bounds: [, south, , north] }: MapView, mostPx: number): ScaleLength {
  const middle = (((south + north) / 2) * Math.PI) / 180;
  const metresPerPx = (Math.cos(middle) * EQUATOR_M) / (TILE_PX * 2 ** zoom);
  const most = metresPerPx * mostPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power;
  return { metres, px: metres / metresPerPx };
}

interface Room {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

const WIDE: Room = { top: 56, right: 104, bottom: 48, left: 56 };
const NARROW: Room = { top: 64, right: 40, bottom: 48, left: 32 };
const NARROW_PX = 560;
// As PlaceCard.svelte is: 20rem and its distances, or half of the height.
const CARD_PX = 368;
const CARD_SHARE = 0.51;

/** What is left free at the edges of the map, in px; with a card also where that stands: on the left, or below on a phone. */
export function roomIn(width: number, height: number, beside?: 'card'): Room {
  if (width < NARROW_PX) return beside ? { ...NARROW, bottom: height * CARD_SHARE } : NARROW;
  return beside ? { ...WIDE, left: CARD_PX } : WIDE;
}
