import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Feature, FeatureCollection } from 'geojson';
import type { SmallWatershed } from './register';
import { stepOf } from './steep';

/** What the map draws of the ground. */
export interface GroundDrawn {
  /** The small watersheds; none where they are hidden. */
  watersheds: FeatureCollection;
  /** What drains to the place that was asked for, and where to. */
  above: FeatureCollection;
}

export const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export interface GroundPaint {
  fills: readonly string[];
  border: string;
  above: string;
  halo: string;
}

const only = (kind: string): FilterSpecification => ['match', ['geometry-type'], [kind, `Multi${kind}`], true, false];

/** Small watersheds as features, each with its step of steep ground. */
export function toFeatures(register: readonly SmallWatershed[]): FeatureCollection {
  const features = register.flatMap(({ code, area, row }): Feature[] =>
    area === null ? [] : [{ type: 'Feature', properties: { code, step: stepOf(row?.steep_percent) ?? -1 }, geometry: area }],
  );
  return { type: 'FeatureCollection', features };
}

/** Sources and layers of the style: `areas` go under the waters, `lines` over all but names. */
export function groundStyle({ watersheds, above }: GroundDrawn, paint: GroundPaint): {
  sources: Record<string, SourceSpecification>;
  areas: LayerSpecification[];
  lines: LayerSpecification[];
} {
  const step: ExpressionSpecification = ['match', ['get', 'step'], ...paint.fills.flatMap((fill, at) => [at, fill]), 'rgba(0, 0, 0, 0)'] as unknown as ExpressionSpecification;
  return {
    sources: { watersheds: { type: 'geojson', data: watersheds }, above: { type: 'geojson', data: above } },
    areas: [
      { id: 'watershed-fills', type: 'fill', source: 'watersheds', paint: { 'fill-color': step, 'fill-opacity': 0.5 } },
      { id: 'watershed-borders', type: 'line', source: 'watersheds', layout: { 'line-join': 'round' }, paint: { 'line-color': paint.border, 'line-width': 0.75, 'line-opacity': 0.6 } },
    ],
    lines: [
      { id: 'above-fill', type: 'fill', source: 'above', filter: only('Polygon'), paint: { 'fill-color': paint.above, 'fill-opacity': 0.22 } },
      { id: 'above-halo', type: 'line', source: 'above', filter: only('LineString'), layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': paint.halo, 'line-width': 4.5 } },
      { id: 'above-border', type: 'line', source: 'above', filter: only('LineString'), layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': paint.above, 'line-width': 2.25 } },
      { id: 'above-outlet', type: 'circle', source: 'above', filter: only('Point'), paint: { 'circle-radius': 5, 'circle-color': paint.above, 'circle-stroke-color': paint.halo, 'circle-stroke-width': 2 } },
    ],
  };
}
