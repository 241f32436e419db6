import { untrack } from 'svelte';
import { forget, get, toApiError, type ApiError } from '../shared/api/client';
import type { Page } from '../shared/api/types';

export const PAGE_ROWS = 100;

type Asked = Record<string, string | undefined>;

/** A list that is worked off: read page after page, and what is done with leaves it at once. */
export class Pages<Row> {
  list = $state.raw<Row[]>([]);
  next = $state<string | null>(null);
  isRead = $state(false);
  busy = $state(true);
  error = $state.raw<ApiError | null>(null);
  #path: string;
  #asked: Asked = {};
  #stop: AbortController | null = null;

  /** `asked` is called again whenever something reactive that it reads changes. */
  constructor(path: string, asked: () => Asked) {
    this.#path = path;
    $effect(() => {
      this.#asked = asked();
      this.isRead = false;
      untrack(() => void this.reload());
      return () => this.#stop?.abort();
    });
  }

  /** Reads it anew from its beginning. */
  reload = async (): Promise<void> => {
    // What others decided meanwhile is not in memory.
    forget();
    if (await this.#read(undefined, (rows) => rows)) this.isRead = true;
  };

  readMore = async (): Promise<void> => {
    if (this.next === null || this.busy) return;
    await this.#read(this.next, (rows) => [...this.list, ...rows]);
  };

  drop(isGone: (row: Row) => boolean): void {
    this.list = this.list.filter((row) => !isGone(row));
  }

  /** Gives whether it is still this answer that is waited for. */
  async #read(after: string | undefined, join: (rows: Row[]) => Row[]): Promise<boolean> {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.busy = true;
    try {
      const answer = await get<Page<Row>>(this.#path, { ...this.#asked, limit: String(PAGE_ROWS), after }, stop.signal);
      this.list = join(answer.rows);
      this.next = answer.next ?? null;
      this.error = null;
    } catch (error) {
      if (!stop.signal.aborted) this.error = toApiError(error);
    } finally {
      if (!stop.signal.aborted) this.busy = false;
    }
    return !stop.signal.aborted;
  }
}
