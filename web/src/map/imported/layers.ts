// Which of the zone's imported layers are shown: the address holds it, so that it can be sent on.
import { get } from '../../shared/api/client';
import type { Layer, Page } from '../../shared/api/types';

export async function readLayers(signal: AbortSignal): Promise<Layer[]> {
  return (await get<Page<Layer>>('/layers', {}, signal)).rows;
}

// An empty parameter falls out of the address, and one left out means all.
const NONE = '-';

/** Codes that `layers=` of the address asks for; all where it is left out, and none that there are not. */
export function shownCodes(layers: readonly Layer[], asked: string | null): Set<string> {
  const codes = layers.map(({ code }) => code);
  if (asked === null) return new Set(codes);
  const wanted = new Set(asked.split(','));
  return new Set(codes.filter((code) => wanted.has(code)));
}

/** What `layers=` holds for these codes: nothing for all, so that a layer imported later is shown as well. */
export function layersParam(layers: readonly Layer[], shown: ReadonlySet<string>): string | null {
  const codes = layers.map(({ code }) => code).filter((code) => shown.has(code));
  if (codes.length === layers.length) return null;
  return codes.length === 0 ? NONE : codes.join(',');
}

export interface Credit {
  titles: string[];
  attribution: string;
  number: string | null;
}

/** Who made the layers and under which 审图号; those alike are named together. */
export function creditsOf(layers: readonly Layer[], titleOf: (layer: Layer) => string): Credit[] {
  const found = new Map<string, Credit>();
  for (const layer of layers) {
    const { attribution, map_number: number } = layer;
    const key = JSON.stringify([attribution, number]);
    const credit = found.get(key) ?? { titles: [], attribution, number };
    credit.titles.push(titleOf(layer));
    found.set(key, credit);
  }
  return [...found.values()];
}
