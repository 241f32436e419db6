// Where sections stand. Nothing is placed that has no coordinates of its own.
import type { FeatureCollection, Point } from 'geojson';
import type { SectionMonth, Thing } from '../shared/api/types';
import type { Lakes } from './layers';

/** A section in a month, as the page has worked it out. */
export interface SectionState {
  code: string;
  thing: Thing;
  state: 'judged' | 'unjudged' | 'silent' | 'not_expected';
  now: SectionMonth | null;
}

export interface PlacedSection extends SectionState {
  longitude: number;
  latitude: number;
}

/** West, south, east, north. */
export type Box = [number, number, number, number];

const SILENT_LAST = { judged: 0, unjudged: 1, not_expected: 2, silent: 3 } as const;

/** Those with coordinates, in drawing order: the worse and the silent last, so that they lie on top. */
export function placed(sections: readonly SectionState[]): PlacedSection[] {
  const rank = (section: SectionState) => section.now?.class_rank ?? 0;
  return sections
    .flatMap((section) => {
      const { longitude, latitude } = section.thing;
      return longitude === null || latitude === null ? [] : [{ ...section, longitude, latitude }];
    })
    .sort((a, b) => SILENT_LAST[a.state] - SILENT_LAST[b.state] || rank(a) - rank(b));
}

export function toGeoJson(sections: readonly PlacedSection[]): FeatureCollection<Point, { code: string }> {
  return {
    type: 'FeatureCollection',
    features: sections.map(({ code, longitude, latitude }) => ({
      type: 'Feature',
      properties: { code },
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    })),
  };
}

/** Those within a box; one outside the view must not be reached by keyboard either. */
export function within(sections: readonly PlacedSection[], [west, south, east, north]: Box): PlacedSection[] {
  return sections.filter(({ longitude: x, latitude: y }) => west <= x && x <= east && south <= y && y <= north);
}

export function join(boxes: readonly Box[]): Box | null {
  const [first, ...rest] = boxes;
  if (!first) return null;
  return rest.reduce<Box>(
    (all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])],
    first,
  );
}

const boxOf = ({ longitude, latitude }: PlacedSection): Box => [longitude, latitude, longitude, latitude];

export function boundsOf(sections: readonly PlacedSection[]): Box | null {
  return join(sections.map(boxOf));
}

export function lakeBoxes(lakes: Lakes): Box[] {
  return lakes.features.map(({ geometry }) => {
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
    const points = rings.flat().map(([x = 0, y = 0]): Box => [x, y, x, y]);
    return join(points) ?? [0, 0, 0, 0];
  });
}

const KM_PER_DEGREE = 111.2;

/** Distance from a section to the nearest side of a box, in km; zero inside. */
function kmTo(section: PlacedSection, [west, south, east, north]: Box): number {
  const { longitude, latitude } = section;
  const dx = Math.max(west - longitude, 0, longitude - east) * Math.cos((latitude * Math.PI) / 180);
  const dy = Math.max(south - latitude, 0, latitude - north);
  return Math.hypot(dx, dy) * KM_PER_DEGREE;
}

// The catchment of one reservoir, not the basin of the river it lies on.
const NEAR_KM = 120;

/**
 * What the map opens on: the lakes that have sections near, and these sections. A zone without such
 * lakes opens on all of its sections.
 */
export function home(sections: readonly PlacedSection[], lakes: readonly Box[]): Box | null {
  const near = sections.filter((section) => lakes.some((box) => kmTo(section, box) <= NEAR_KM));
  if (near.length === 0) return boundsOf(sections);
  // A lake counts by the sections nearest to it, so that one that is merely in the neighbourhood does not widen the view.
  const nearest = near.flatMap((section) => [...lakes].sort((a, b) => kmTo(section, a) - kmTo(section, b)).slice(0, 1));
  return join([...near.map(boxOf), ...nearest]);
}
