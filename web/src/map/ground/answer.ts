import type { Layer, WatershedFeature } from '../../shared/api/types';
import { above, sumOf, type SmallWatershed } from './register';
import type { Area } from './shapes';

type Lack = Exclude<WatershedFeature['properties']['found'], 'ground'>;

/** What drains to a place, and by what that is known. */
export type Answer =
  | { by: 'directions'; layer: Layer; feature: WatershedFeature; area: Area }
  /** `instead` says why not by directions, where the zone has them. */
  | { by: 'register'; watersheds: SmallWatershed[]; km2: number; without: number; instead: Lack | null; cells: number | null }
  | { by: 'nothing'; why: Lack | 'unregistered'; cells: number | null };

/** By directions where they say it; else by the register, where a small watershed is `here`. */
export function answerOf(
  directions: { layer: Layer; feature: WatershedFeature } | null,
  here: SmallWatershed | null,
  register: readonly SmallWatershed[],
): Answer {
  const area = directions?.feature.geometry ?? null;
  if (directions && area) return { by: 'directions', ...directions, area };
  const { found = null, cells = null } = directions?.feature.properties ?? {};
  const lack = found === 'ground' ? 'no_data' : found;
  if (!here) return { by: 'nothing', why: lack ?? 'unregistered', cells };
  const watersheds = above(register, here);
  return { by: 'register', watersheds, ...sumOf(watersheds), instead: lack, cells };
}

/** Of several layers of directions the first that reaches there; else the first, which says that it does not. */
export function layerFor(layers: readonly Layer[], { longitude, latitude }: { longitude: number; latitude: number }): Layer | null {
  const reaches = ({ extent }: Layer) =>
    extent !== null && extent[0] <= longitude && longitude <= extent[2] && extent[1] <= latitude && latitude <= extent[3];
  return layers.find(reaches) ?? layers[0] ?? null;
}
