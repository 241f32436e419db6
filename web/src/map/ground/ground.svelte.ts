import type { Feature } from 'geojson';
import { get } from '../../shared/api/client';
import type { Layer, WatershedFeature } from '../../shared/api/types';
import { Load } from '../../shared/load.svelte';
import { url } from '../../shared/url.svelte';
import type { Imported } from '../imported/shown.svelte';
import { join, type Box, type PlacedSection, type SectionState } from '../points';
import { answerOf, layerFor, type Answer } from './answer';
import { placeParam, readPlace, type Place } from './place';
import { at, readRegister, type SmallWatershed } from './register';
import { boxOf, holds, outline, type Area } from './shapes';
import { NOTHING, toFeatures, type GroundDrawn } from './style';

// Shown where the address does not say otherwise.
const HIDDEN = '-';

/** The small watersheds of the zone, and what drains to the place that the address names. */
export class Ground {
  readonly register: Load<SmallWatershed[]>;
  readonly #asked: Load<{ key: string; feature: WatershedFeature } | null>;
  readonly #imported: Imported;

  readonly all: SmallWatershed[] = $derived.by(() => this.register.value ?? []);
  readonly hasBorders = $derived(this.all.some(({ area }) => area !== null));
  /** Whether a place can be asked about at all. */
  readonly isThere = $derived.by(() => this.hasBorders || this.#imported.directions.length > 0);
  /** How far what is known of the ground reaches. */
  readonly box: Box | null = $derived.by(() => {
    const register = boxOf(areasOf(this.all));
    return join([...(register ? [register] : []), ...this.#imported.directions.flatMap(({ extent }) => (extent ? [extent] : []))]);
  });
  readonly isShown = $derived(url.get('watersheds') !== HIDDEN);
  // The same place must be the same object.
  readonly #param = $derived(url.get('above'));
  readonly place: Place | null = $derived(readPlace(this.#param));
  readonly layer: Layer | null = $derived.by(() => this.place && layerFor(this.#imported.directions, this.place));
  readonly #key = $derived(this.layer && this.place ? `${this.layer.id} ${placeParam(this.place)}` : null);
  /** The small watershed in which the place lies. */
  readonly here: SmallWatershed | null = $derived.by(() => this.place && at(this.all, this.place.longitude, this.place.latitude));
  readonly #feature = $derived.by(() => (this.#key !== null && this.#asked.value?.key === this.#key ? this.#asked.value.feature : null));
  readonly error = $derived.by(() => (this.#key === null ? this.register.error : this.#feature ? null : this.#asked.error));
  readonly answer: Answer | null = $derived.by(() => this.#answer());
  /** Where that lies. */
  readonly areas: Area[] = $derived.by(() => {
    if (this.answer?.by === 'directions') return [this.answer.area];
    return this.answer?.by === 'register' ? areasOf(this.answer.watersheds) : [];
  });
  readonly drawn: GroundDrawn = $derived.by(() => ({
    watersheds: this.isShown ? toFeatures(this.all) : NOTHING,
    above: { type: 'FeatureCollection', features: this.#features() },
  }));

  /** Asks for the register again whenever what `refresh` reads changes. */
  constructor(imported: Imported, refresh: () => void) {
    this.#imported = imported;
    this.register = new Load((signal) => {
      refresh();
      return readRegister(signal);
    });
    this.#asked = new Load(async (signal) => {
      const [layer, place, key] = [this.layer, this.place, this.#key];
      if (!layer || !place || key === null) return null;
      const params = { longitude: String(place.longitude), latitude: String(place.latitude) };
      return { key, feature: await get<WatershedFeature>(layer.url, params, signal) };
    });
  }

  ask(longitude: number, latitude: number): void {
    url.set({ above: placeParam({ longitude, latitude }) }, { replace: this.place !== null });
  }

  close(): void {
    url.set({ above: null }, { replace: true });
  }

  show(isShown: boolean): void {
    url.set({ watersheds: isShown ? null : HIDDEN }, { replace: true });
  }

  retry = (): void => {
    if (this.#key === null) this.register.retry();
    else this.#asked.retry();
  };

  /** The sections that lie in what was found, and those that the register has at the mouths of its watersheds. */
  sectionsIn(sections: readonly SectionState[], placed: readonly PlacedSection[]): SectionState[] {
    const { answer } = this;
    if (!answer || answer.by === 'nothing') return [];
    const within = placed.filter(({ longitude, latitude }) => this.areas.some((area) => holds(area, longitude, latitude)));
    const codes = new Set(within.map(({ code }) => code));
    if (answer.by === 'register') for (const { section } of answer.watersheds) if (section !== null) codes.add(section);
    return sections.filter(({ code }) => codes.has(code));
  }

  #answer(): Answer | null {
    if (!this.place) return null;
    const [layer, feature] = [this.layer, this.#feature];
    if (layer && !feature) return null;
    const directions = layer && feature ? { layer, feature } : null;
    // What is not by directions waits for the register.
    if (!feature?.geometry && !this.register.value && this.register.busy) return null;
    return answerOf(directions, this.here, this.all);
  }

  #features(): Feature[] {
    const outlet = this.answer?.by === 'directions' ? this.answer.feature.properties.outlet : null;
    if (this.areas.length === 0) return [];
    const geometries: Feature['geometry'][] = [...this.areas, outline(this.areas), ...(outlet ? [{ type: 'Point' as const, coordinates: outlet }] : [])];
    return geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry }));
  }
}

function areasOf(some: readonly SmallWatershed[]): Area[] {
  return some.flatMap(({ area }) => (area ? [area] : []));
}
