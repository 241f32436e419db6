import { createContext } from 'svelte';

export interface Clock {
  /** The server's now, of the answer that is shown: a reader's own clock may be wrong. */
  now: string;
  timeZone: string;
}

export const [getClock, setClock] = createContext<() => Clock>();
