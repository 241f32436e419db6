import { send, toApiError, type ApiError } from '../shared/api/client';
import { t } from '../shared/i18n';
import { Load } from '../shared/load.svelte';
import { loadOne, type Found } from './load';
import { sentOf, type Deed } from './model';
import type { Bulletin } from '../shared/api/types';

/** One bulletin, and the steps that are taken with it. */
export class Opened {
  readonly found: Load<Found>;
  /** What is about to be done: its form is open. */
  deed = $state<Deed | null>(null);
  busy = $state(false);
  refused = $state.raw<ApiError | null>(null);
  /** What happened last. */
  said = $state('');
  #id: string;

  constructor(id: string) {
    this.#id = id;
    this.found = new Load((signal) => loadOne(id, signal));
  }

  open = (deed: Deed): void => {
    this.deed = deed;
    this.refused = null;
    this.said = '';
  };

  close = (): void => {
    this.deed = null;
    this.refused = null;
  };

  again = (): void => {
    this.close();
    this.found.retry();
  };

  /** Gives whether it was done. */
  act = async (words: string): Promise<boolean> => {
    const { deed } = this;
    const shown = this.found.value;
    if (!deed || !shown?.bulletin || this.busy) return false;
    this.busy = true;
    this.refused = null;
    try {
      const { changed } = shown.bulletin;
      const bulletin = await send<Bulletin>('POST', `/bulletins/${this.#id}/${deed}`, sentOf(deed, words, shown.bulletin));
      this.deed = null;
      this.said = t(`bulletin.said.${deed}`, { number: bulletin.number ?? '' });
      // What was done is shown at once, and what it changed as soon as it is read.
      this.found.value = { ...shown, bulletin: { ...bulletin, changed } };
      this.found.retry();
      return true;
    } catch (error) {
      this.refused = toApiError(error);
      return false;
    } finally {
      this.busy = false;
    }
  };
}
