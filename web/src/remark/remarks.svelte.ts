import { forget, send as post, toApiError, type ApiError } from '../shared/api/client';
import { all } from '../shared/api/pages';
import type { Remark, RemarkSent } from '../shared/api/types';
import { Load } from '../shared/load.svelte';

export const TEXT_MAX = 2000;

/** What remarks are asked for: those of a thing, its months and readings, or those on a series at an instant. */
export type About = { kind: string; thing: string } | { series: number; time: string };

/** Remarks about something, newest first, and what a person does with them. */
export class Remarks {
  readonly found: Load<Remark[]>;
  busy = $state(false);
  refused = $state.raw<ApiError | null>(null);

  constructor(about: () => About) {
    this.found = new Load((signal) => {
      const asked = about();
      if ('thing' in asked) return all<Remark>('/remarks', { ...asked }, signal);
      return all<Remark>('/remarks', { series: String(asked.series), from: asked.time, to: asked.time }, signal);
    });
  }

  get list(): Remark[] {
    return this.found.value ?? [];
  }

  /** Gives whether it was taken. */
  write = (sent: RemarkSent): Promise<boolean> => this.#do(() => post<Remark>('POST', '/remarks', sent));

  withdraw = (id: number): Promise<boolean> => this.#do(() => post<Remark>('POST', `/remarks/${id}/withdraw`));

  async #do(act: () => Promise<Remark>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refused = null;
    try {
      await act();
      forget();
      this.found.retry();
      return true;
    } catch (error) {
      this.refused = toApiError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
