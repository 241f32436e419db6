// Areas among degrees: what lies in them, and how far they reach.
import type { MultiLineString, MultiPolygon, Polygon, Position } from 'geojson';
import { join, type Box } from '../points';

export type Area = Polygon | MultiPolygon;

const polygonsOf = (area: Area): Position[][][] => (area.type === 'Polygon' ? [area.coordinates] : area.coordinates);

/** Whether a point lies within: odd many edges lie east of it, those of holes among them. */
export function holds(area: Area, x: number, y: number): boolean {
  return polygonsOf(area).some((rings) => rings.reduce((inside, ring) => inside !== isWithin(ring, x, y), false));
}

function isWithin(ring: readonly Position[], x: number, y: number): boolean {
  return ring.reduce((inside, [u = 0, v = 0], index) => {
    const [s = 0, t = 0] = ring[(index || ring.length) - 1]!;
    return v > y !== t > y && x < ((s - u) * (y - v)) / (t - v) + u ? !inside : inside;
  }, false);
}

export function boxOf(areas: readonly Area[]): Box | null {
  return join(areas.flatMap(polygonsOf).map((rings) => boxOfRing(rings[0] ?? [])));
}

// One by one: a ring may have more corners than a call takes arguments.
function boxOfRing(ring: readonly Position[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of ring) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

export function isArea(geometry: { type: string } | null): geometry is Area {
  return geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
}

const keyOf = ([x = 0, y = 0]: Position, [u = 0, v = 0]: Position) => (x < u || (x === u && y < v) ? `${x} ${y} ${u} ${v}` : `${u} ${v} ${x} ${y}`);

/** The border of areas taken together: what two of them share, side by side with the same corners, is inside. */
export function outline(areas: readonly Area[]): MultiLineString {
  const rings = areas.flatMap(polygonsOf).flat();
  const sides = new Map<string, number>();
  const each = (ring: readonly Position[], act: (from: Position, to: Position) => void) => ring.slice(1).forEach((to, at) => act(ring[at]!, to));
  for (const ring of rings) each(ring, (from, to) => sides.set(keyOf(from, to), (sides.get(keyOf(from, to)) ?? 0) + 1));
  const lines: Position[][] = [];
  for (const ring of rings) {
    let line: Position[] = [];
    each(ring, (from, to) => {
      if (sides.get(keyOf(from, to)) !== 1) return;
      if (line.at(-1) !== from) lines.push((line = [from]));
      line.push(to);
    });
  }
  return { type: 'MultiLineString', coordinates: lines };
}
