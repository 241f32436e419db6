import { forget, get, onRefused, send, toApiError, type ApiError } from '../shared/api/client';
import type { Person, Session, Text } from '../shared/api/types';
import { scope } from '../shared/scope.svelte';
import { url } from '../shared/url.svelte';

const SESSION = '/api/session';

/** Who is signed in here, and whether one has to be. */
export class Door {
  #answer = $state.raw<Session | null>(null);
  #refusedAt = $state<string | null>(null);
  /** The server has said who this is: until then nothing else is asked, for it might be refused. */
  isKnown = $state(false);
  /** Why it could not be asked who this is. */
  error = $state.raw<ApiError | null>(null);
  /** Someone was signed in, and the server does not know of it any more. */
  hasRunOut = $state(false);
  /** Counts who came and went: what was read for one is not shown to the next. */
  visit = $state(0);

  constructor() {
    onRefused((method, address) => {
      // There it is the name or the password that is wrong, and the form says so.
      if (address !== SESSION) this.#refuse(method === 'GET');
    });
  }

  get person(): Person | null {
    return this.#answer?.person ?? null;
  }

  /** Whether anybody could sign in. */
  get hasPeople(): boolean {
    return this.#answer?.has_people ?? false;
  }

  /** What the button of the city's own sign-in says, where there is one. */
  get city(): Text | null {
    return this.#answer?.city ?? null;
  }

  /** Whether this page is shown to nobody who has not signed in. */
  get isShut(): boolean {
    return this.#refusedAt === url.path || (this.#answer?.door === 'sign_in' && this.person === null);
  }

  /** Whether the book may be asked. */
  get isOpen(): boolean {
    return this.isKnown && !this.isShut;
  }

  async read(): Promise<void> {
    try {
      this.#take(await get<Session>(SESSION));
      this.error = null;
    } catch (error) {
      // Not in the way of the page: it shows what the book itself answers, or that it cannot be reached.
      this.error = toApiError(error);
    }
    this.isKnown = true;
  }

  async signIn(name: string, password: string): Promise<void> {
    this.#come(await send<Session>('POST', SESSION, { name, password }));
  }

  /** Begins a sign-in by the city's own, which comes back to `to`. Gives the address at which it goes on. */
  async leaveForCity(to: string): Promise<string> {
    return (await send<{ address: string }>('POST', `${SESSION}/city`, { to })).address;
  }

  async signOut(): Promise<void> {
    await send('DELETE', SESSION);
    this.#come(this.#answer && { ...this.#answer, person: null });
  }

  #come(answer: Session | null): void {
    this.#take(answer);
    this.#refusedAt = null;
    this.hasRunOut = false;
    this.visit += 1;
  }

  #refuse(isRead: boolean): void {
    this.hasRunOut ||= this.person !== null;
    // A refused write leaves what a person has typed where it is.
    if (isRead) this.#refusedAt = url.path;
    forget();
    void this.read();
  }

  #take(answer: Session | null): void {
    this.#answer = answer;
    scope.only = answer?.person?.area?.value ?? null;
  }
}

export const door = new Door();
