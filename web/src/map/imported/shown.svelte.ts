import { SvelteSet } from 'svelte/reactivity';
import { forget } from '../../shared/api/client';
import type { Layer } from '../../shared/api/types';
import { Load } from '../../shared/load.svelte';
import { url } from '../../shared/url.svelte';
import { layersParam, readLayers, shownCodes } from './layers';
import { lookAt } from './looks';
import { sourceId, type ShownLayer } from './style';

/** The zone's imported layers, which of them are shown, and which could not be read. */
export class Imported {
  readonly list: Load<Layer[]>;
  /** Sources of the map's style. */
  readonly failed = new SvelteSet<string>();

  /** Those that are asked and not drawn. */
  readonly directions: Layer[] = $derived.by(() => (this.list.value ?? []).filter(({ form }) => form === 'directions'));
  readonly #drawable: Layer[] = $derived.by(() => (this.list.value ?? []).filter(({ form }) => form !== 'directions'));
  readonly all: ShownLayer[] = $derived.by(() => this.#drawable.map((layer, index) => ({ layer, look: lookAt(index) })));
  readonly #codes = $derived.by(() => shownCodes(this.#drawable, url.get('layers')));
  readonly shown = $derived(this.all.filter(({ layer }) => this.#codes.has(layer.code)));
  readonly unread = $derived(this.shown.filter(({ layer }) => this.failed.has(sourceId(layer))));

  /** Asks again whenever what `refresh` reads changes. */
  constructor(refresh: () => void) {
    this.list = new Load((signal) => {
      refresh();
      return readLayers(signal);
    });
  }

  /** Asks for the list anew: a layer that is not in it any more could not be read, and goes from the map. */
  reread(layers: readonly Layer[]): void {
    for (const layer of layers) this.failed.delete(sourceId(layer));
    forget();
    this.list.retry();
  }

  has(layer: Layer): boolean {
    return this.#codes.has(layer.code);
  }

  show(layer: Layer, isShown: boolean): void {
    const codes = new Set(this.#codes);
    if (isShown) codes.add(layer.code);
    else codes.delete(layer.code);
    // Shown anew it is read anew.
    this.failed.delete(sourceId(layer));
    url.set({ layers: layersParam(this.#drawable, codes) }, { replace: true });
  }
}
