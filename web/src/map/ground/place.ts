// The place that was asked for, as the address holds it.
import { join, type Box } from '../points';

export interface Place {
  longitude: number;
  latitude: number;
}

// A metre; the place is moved to a cell of the ground anyway.
const DIGITS = 5;

export function placeParam({ longitude, latitude }: Place): string {
  return [longitude, latitude].map((degrees) => Number(degrees.toFixed(DIGITS))).join(',');
}

/** What `above=` of the address says; nothing where it is no place on earth. */
export function readPlace(param: string | null): Place | null {
  const parts = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(param ?? '');
  if (!parts) return null;
  const [longitude, latitude] = [Number(parts[1]), Number(parts[2])];
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? { longitude, latitude } : null;
}

const LEAST_DEGREES = 0.12;

/** A box and the place that it was asked for, with so much around them that one sees where they are. */
export function around(box: Box | null, place: Place | null): Box | null {
  if (!box || !place) return null;
  const { longitude, latitude } = place;
  const [west, south, east, north] = join([box, [longitude, latitude, longitude, latitude]]) ?? box;
  const [wide, high] = [east - west, north - south].map((side) => Math.max(0, LEAST_DEGREES - side) / 2) as [number, number];
  return [west - wide, south - high, east + wide, north + high];
}

/** Square kilometres to four digits, as many as a raster is good for. */
export function km2Of(value: number): number {
  return Number(value.toPrecision(4));
}
