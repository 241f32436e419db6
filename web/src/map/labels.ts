// Where the names of waters stand. A name laid along a jagged line breaks up, and one in a polygon
// comes once for each tile: so each stands level, at points worked out once.
import type { FeatureCollection, Point, Position } from 'geojson';
import type { Lakes, Rivers, WaterProperties, Waters } from './layers';
import type { PlacedSection } from './points';

export interface Label {
  kind: 'lake' | 'river';
  label_zh: string;
  label_en: string;
}

type LabelPoint = FeatureCollection<Point, Label>['features'][number];

// A river is named again and again, so that its name is in view wherever one looks, but not where sections stand.
const TRY_EACH_DEGREES = 0.3;
const APART_DEGREES = 0.7;
const CLEAR_DEGREES = 0.2;
const GRID = 48;

const span = ([x = 0, y = 0]: Position, [u = 0, v = 0]: Position) => Math.hypot(u - x, v - y);

/** Points at the middle of each stretch of a line; the stretches are of one length. */
export function stretches(line: readonly Position[], apart: number): Position[] {
  const lengths = line.slice(1).map((to, index) => span(line[index]!, to));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.max(1, Math.round(whole / apart));
  return Array.from({ length: count }, (_, index) => along(line, lengths, (whole * (index + 0.5)) / count));
}

function along(line: readonly Position[], lengths: readonly number[], distance: number): Position {
  let left = distance;
  const at = lengths.findIndex((length) => {
    if (left <= length) return true;
    left -= length;
    return false;
  });
  const [from, to] = [line[Math.max(0, at)]!, line[Math.max(0, at) + 1]!];
  const part = left / (lengths[at] || 1);
  return [0, 1].map((axis) => from[axis]! + (to[axis]! - from[axis]!) * part);
}

/** The point of a ring farthest from its shore, to the fineness of a grid: there a name fits best. */
export function middle(ring: readonly Position[]): Position {
  const [xs, ys] = [ring.map(([x = 0]) => x), ring.map(([, y = 0]) => y)];
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best: Position = ring[0]!;
  let room = -1;
  for (let i = 1; i < GRID; i += 1) {
    for (let j = 1; j < GRID; j += 1) {
      const point = [west + ((east - west) * i) / GRID, south + ((north - south) * j) / GRID];
      const reach = isInside(point, ring) ? Math.min(...ring.map((corner, index) => toSide(point, corner, ring[(index || ring.length) - 1]!))) : -1;
      if (reach > room) [best, room] = [point, reach];
    }
  }
  return best;
}

/** Distance to the nearest point of a side. */
function toSide([x = 0, y = 0]: Position, [u = 0, v = 0]: Position, [s = 0, t = 0]: Position): number {
  const square = (s - u) ** 2 + (t - v) ** 2;
  const part = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - u) * (s - u) + (y - v) * (t - v)) / square));
  return Math.hypot(u + part * (s - u) - x, v + part * (t - v) - y);
}

function isInside([x = 0, y = 0]: Position, ring: readonly Position[]): boolean {
  return ring.reduce((inside, [u = 0, v = 0], index) => {
    const [s = 0, t = 0] = ring[(index || ring.length) - 1]!;
    return v > y !== t > y && x < ((s - u) * (y - v)) / (t - v) + u ? !inside : inside;
  }, false);
}

function points(kind: Label['kind'], { label_zh, label_en }: WaterProperties, places: Position[]): LabelPoint[] {
  if (!label_zh || !label_en) return [];
  return places.map((coordinates) => ({ type: 'Feature', properties: { kind, label_zh, label_en }, geometry: { type: 'Point', coordinates } }));
}

function lakeLabels(lakes: Lakes): LabelPoint[] {
  return lakes.features.flatMap(({ properties, geometry }) => {
    const shore = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0]?.[0];
    return points('lake', properties, shore ? [middle(shore)] : []);
  });
}

/** Of places to choose from, those clear of the sections and apart from one another. */
export function clear(places: readonly Position[], sections: readonly Position[]): Position[] {
  const kept: Position[] = [];
  for (const place of places) {
    const isFree = sections.every((one) => span(one, place) >= CLEAR_DEGREES) && kept.every((one) => span(one, place) >= APART_DEGREES);
    if (isFree) kept.push(place);
  }
  return kept;
}

function riverLabels(rivers: Rivers, sections: readonly Position[]): LabelPoint[] {
  return rivers.features.flatMap(({ properties, geometry }) => {
    // Within a lake the river goes by the lake's name.
    if (properties.featurecla !== 'River') return [];
    const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    return points('river', properties, clear(lines.flatMap((line) => stretches(line, TRY_EACH_DEGREES)), sections));
  });
}

export function labels({ lakes, rivers }: Waters, sections: readonly PlacedSection[]): FeatureCollection<Point, Label> {
  const taken = sections.map(({ longitude, latitude }) => [longitude, latitude]);
  return { type: 'FeatureCollection', features: [...lakeLabels(lakes), ...riverLabels(rivers, taken)] };
}
