import type { Decision } from '../shared/api/types';
import type { Params } from '../shared/url.svelte';

export type Desk = 'open' | 'waiting';

/** What of the queue is shown; null is all. */
export interface Filters {
  desk: Desk;
  section: string | null;
  property: string | null;
}

export function readFilters(search: string): Filters {
  const asked = new URLSearchParams(search);
  return {
    desk: asked.get('state') === 'waiting' ? 'waiting' : 'open',
    section: asked.get('section') || null,
    property: asked.get('property') || null,
  };
}

/** The parameters of a link that {@link readFilters} reads the same filters from. */
export function filterParams({ desk, section, property }: Filters): Params {
  return { state: desk === 'waiting' ? 'waiting' : null, section, property };
}

/**
 * Whether a decision is about what is shown. A list tells the first parts only: where some are left
 * out it is shown, for it may be.
 */
export function isAbout(decision: Decision, { section, property }: Filters): boolean {
  if (decision.part_count > decision.parts.length) return true;
  const fits = (asked: string | null, has: string) => asked === null || asked === has;
  return decision.parts.some((part) => fits(section, part.thing) && fits(property, part.property));
}
