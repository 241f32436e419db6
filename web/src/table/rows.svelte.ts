import { ApiError, get } from '../shared/api/client';
import type { Row, TableAnswer } from '../shared/api/types';
import { Load } from '../shared/load.svelte';
import { serverParams, type Query } from '../shared/query';

export const PAGE_ROWS = 100;

interface More {
  /** The first page that these rows follow; rows that follow another one are forgotten. */
  of: TableAnswer;
  rows: Row[];
  next: string | null;
}

/** The rows of a table, page after page. */
export class Rows {
  readonly first: Load<TableAnswer>;
  #table: string;
  #query: () => Query;
  #more = $state.raw<More | null>(null);
  readingMore = $state(false);
  moreError = $state.raw<ApiError | null>(null);

  constructor(table: string, query: () => Query) {
    this.#table = table;
    this.#query = query;
    this.first = new Load((signal) => {
      this.moreError = null;
      return this.#page(undefined, signal);
    });
  }

  #page(after: string | undefined, signal?: AbortSignal): Promise<TableAnswer> {
    const params = { ...serverParams(this.#query()), limit: String(PAGE_ROWS), after };
    return get<TableAnswer>(`/tables/${encodeURIComponent(this.#table)}`, params, signal);
  }

  get #following(): More | null {
    return this.#more && this.#more.of === this.first.value ? this.#more : null;
  }

  get list(): Row[] {
    return [...(this.first.value?.rows ?? []), ...(this.#following?.rows ?? [])];
  }

  get next(): string | null {
    return this.#following ? this.#following.next : (this.first.value?.next ?? null);
  }

  readMore = async (): Promise<void> => {
    const of = this.first.value;
    const after = this.next;
    if (!of || !after || this.readingMore) return;
    const before = this.#following?.rows ?? [];
    this.readingMore = true;
    this.moreError = null;
    try {
      const answer = await this.#page(after);
      this.#more = { of, rows: [...before, ...answer.rows], next: answer.next };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.moreError = error;
    } finally {
      this.readingMore = false;
    }
  };
}
