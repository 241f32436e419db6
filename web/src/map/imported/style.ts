import type { FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Layer } from '../../shared/api/types';
import type { Look } from './looks';
import { tileAddress } from './tile';

/** A layer as it is drawn. */
export interface ShownLayer {
  layer: Layer;
  look: Look;
}

export interface LayersStyle {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
}

// The server's tiles have one layer.
const TILE_LAYER = 'features';
const PREFIX = 'layer-';

/** An id never changes its content: a new import is another source. */
export function sourceId(layer: Layer): string {
  return `${PREFIX}${layer.id}`;
}

/** Whether a source or a layer of the style was made here. */
export function isImported(id: string): boolean {
  return id.startsWith(PREFIX);
}

function source({ form, url, extent, max_zoom: maxzoom }: Layer): SourceSpecification {
  if (form === 'geojson') return { type: 'geojson', data: url };
  return {
    type: 'vector',
    tiles: [tileAddress(url)],
    ...(extent === null ? {} : { bounds: extent }),
    ...(maxzoom === null ? {} : { maxzoom }),
  };
}

type Kind = 'Point' | 'LineString' | 'Polygon';
const KINDS: Record<Layer['geometry'], readonly Kind[]> = {
  point: ['Point'],
  line: ['LineString'],
  polygon: ['Polygon'],
  mixed: ['Point', 'LineString', 'Polygon'],
  raster: [],
};

function only(...kinds: Kind[]): FilterSpecification {
  return ['match', ['geometry-type'], kinds.flatMap((kind) => [kind, `Multi${kind}`]), true, false];
}

function drawn({ layer, look }: ShownLayer, colours: readonly string[], halo: string, fonts: string[]): LayerSpecification[] {
  const from = { source: sourceId(layer), ...(layer.form === 'tiles' ? { 'source-layer': TILE_LAYER } : {}) };
  const colour = colours[look.colour] ?? halo;
  const kinds = KINDS[layer.geometry];
  const made: LayerSpecification[] = [];
  if (kinds.includes('Polygon')) {
    made.push({ id: `${from.source}-fill`, type: 'fill', ...from, filter: only('Polygon'), paint: { 'fill-color': colour, 'fill-opacity': 0.1 } });
  }
  if (kinds.includes('Polygon') || kinds.includes('LineString')) {
    made.push({
      id: `${from.source}-line`,
      type: 'line',
      ...from,
      filter: only('LineString', 'Polygon'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': colour, 'line-width': 1.5, ...(look.dash === null ? {} : { 'line-dasharray': [...look.dash] }) },
    });
  }
  if (kinds.includes('Point')) {
    made.push({
      id: `${from.source}-point`,
      type: 'symbol',
      ...from,
      filter: only('Point'),
      // A sign of the reader's own font: pictures would have to be loaded.
      layout: { 'text-field': look.sign, 'text-font': fonts, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': colour, 'text-halo-color': halo, 'text-halo-width': 1.25 },
    });
  }
  return made;
}

const RANK: Partial<Record<LayerSpecification['type'], number>> = { fill: 0, line: 1, symbol: 2 };

/**
 * Sources and layers of the style. The first of the list lies on top, as legends have it; but no area lies
 * on another's line, no line on another's point.
 */
export function layersStyle(
  shown: readonly ShownLayer[],
  { colours, halo, fonts }: { colours: readonly string[]; halo: string; fonts: string[] },
): LayersStyle {
  const layers = shown.toReversed().flatMap((one) => drawn(one, colours, halo, fonts));
  return {
    sources: Object.fromEntries(shown.map(({ layer }) => [sourceId(layer), source(layer)])),
    layers: layers.sort((a, b) => (RANK[a.type] ?? 0) - (RANK[b.type] ?? 0)),
  };
}
