import type { Maplibre } from '../maplibre';
import type { Spot } from '../arrange';
import { isImported } from './style';

/** A feature of an imported layer, at a place of the map. */
export interface Found {
  /** The source of the style that it is from. */
  source: string;
  properties: Record<string, unknown>;
}

// A line is thin, and a finger is not.
const REACH_PX = { fine: 4, coarse: 14 };

function reach(): number {
  return window.matchMedia('(pointer: coarse)').matches ? REACH_PX.coarse : REACH_PX.fine;
}

/** What of the imported layers lies here, the topmost first; what the map draws in several parts is there once. */
export function featuresAt(map: Maplibre, { x, y }: Spot): Found[] {
  const layers = map.getLayersOrder().filter(isImported);
  if (layers.length === 0) return [];
  const by = reach();
  const found = new Map<string, Found>();
  for (const { source, id, properties } of map.queryRenderedFeatures([[x - by, y - by], [x + by, y + by]], { layers })) {
    // An area is found by its fill and by its line, and once in each tile.
    const key = JSON.stringify([source, id ?? null, properties]);
    if (!found.has(key)) found.set(key, { source, properties });
  }
  return [...found.values()];
}
