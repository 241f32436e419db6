import { toApiError, type ApiError } from './api/client';

/** What a component shows of one answer: the answer, that it is awaited, or why it did not come. */
export class Load<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(true);
  #attempt = $state(0);

  /**
   * `ask` is called at once and whenever something reactive it reads before its first await changes.
   * The former answer stays until the next is there, so that a page does not blink.
   */
  constructor(ask: (signal: AbortSignal) => Promise<T>) {
    $effect(() => {
      void this.#attempt;
      const stop = new AbortController();
      this.busy = true;
      ask(stop.signal).then(
        (value) => {
          if (stop.signal.aborted) return;
          this.value = value;
          this.error = null;
          this.busy = false;
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          this.error = toApiError(error);
          this.busy = false;
        },
      );
      return () => stop.abort();
    });
  }

  retry = (): void => {
    this.#attempt += 1;
  };
}
