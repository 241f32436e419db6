import type { FeatureCollection, LineString, MultiLineString, MultiPolygon, Polygon } from 'geojson';
import lakesUrl from '../../../data/natural_earth/lakes.geojson?url';
import riversUrl from '../../../data/natural_earth/rivers.geojson?url';

/** What Natural Earth says of a water; the labels are there only for waters the map names. */
export interface WaterProperties {
  featurecla: string;
  scalerank: number;
  name: string | null;
  label_zh: string | null;
  label_en: string | null;
}

export type Lakes = FeatureCollection<Polygon | MultiPolygon, WaterProperties>;
export type Rivers = FeatureCollection<LineString | MultiLineString, WaterProperties>;

export interface LayerSource {
  id: 'lakes' | 'rivers';
  url: string;
  attribution: string;
  /** Beyond it nothing is drawn, which does not mean that there is no water: west, south, east, north. */
  extent: readonly [number, number, number, number];
  /** 审图号: what a published map in China carries. Natural Earth has none, so borders are not among the layers. */
  approval: string | null;
}

const DRAWN = [108, 31.1, 113, 34.5] as const;

export const LAYERS: readonly LayerSource[] = [
  { id: 'lakes', url: lakesUrl, attribution: 'Natural Earth 1:10m', extent: DRAWN, approval: null },
  { id: 'rivers', url: riversUrl, attribution: 'Natural Earth 1:10m', extent: DRAWN, approval: null },
];

export interface Waters {
  lakes: Lakes;
  rivers: Rivers;
}

async function read<T>(id: LayerSource['id'], signal: AbortSignal): Promise<T> {
  const layer = LAYERS.find((one) => one.id === id);
  const response = await fetch(layer?.url ?? '', { signal });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${layer?.url}`);
  return (await response.json()) as T;
}

export async function readWaters(signal: AbortSignal): Promise<Waters> {
  const [lakes, rivers] = await Promise.all([read<Lakes>('lakes', signal), read<Rivers>('rivers', signal)]);
  return { lakes, rivers };
}

/** The distinct values that the layers carry, to be named once under the map. */
export function credits(layers: readonly LayerSource[]): { attributions: string[]; approvals: string[] } {
  return {
    attributions: [...new Set(layers.map((layer) => layer.attribution))],
    approvals: [...new Set(layers.flatMap((layer) => layer.approval ?? []))],
  };
}
