import { forget, get, send as post, toApiError, type ApiError } from '../shared/api/client';
import type { DiaryEntry, DiarySent, Page, Table, TableAnswer } from '../shared/api/types';
import { Load } from '../shared/load.svelte';
import { FINDING_TABLES, findingsOf, GROUPS, type Finding, type Group } from './diary';

/** Entries that are read at a time. */
const ROWS = 50;
const FINDINGS = '50';

/** What was found; nothing of tables that no run has computed yet. */
export interface Found {
  rows: Finding[];
  computed: boolean;
}

/** The diary of a device, what was found of it, and what a person does with it. */
export class Diary {
  readonly found: Load<Page<DiaryEntry>>;
  readonly findings: Load<Found>;
  group = $state<Group>('all');
  rows = $state(ROWS);
  busy = $state(false);
  refused = $state.raw<ApiError | null>(null);
  #path: () => string;

  constructor(device: () => { protocol: string; identity: string }) {
    this.#path = () => `/devices/${encodeURIComponent(device().protocol)}/${encodeURIComponent(device().identity)}/diary`;
    this.found = new Load((signal) => {
      const kind = GROUPS[this.group].join(',');
      return get<Page<DiaryEntry>>(this.#path(), { kind: kind || undefined, limit: String(this.rows) }, signal);
    });
    this.findings = new Load((signal) => findings(device().identity, signal));
  }

  more = (): void => {
    this.rows += ROWS;
  };

  again = (): void => {
    this.found.retry();
    this.findings.retry();
  };

  /** Gives whether it was taken. */
  write = (sent: DiarySent): Promise<boolean> => this.#do(() => post<DiaryEntry>('POST', this.#path(), sent));

  withdraw = (entry: number): Promise<boolean> => this.#do(() => post<DiaryEntry>('POST', `/diary/${entry}/withdraw`));

  async #do(act: () => Promise<DiaryEntry>): Promise<boolean> {
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

async function findings(device: string, signal: AbortSignal): Promise<Found> {
  const heads = await get<Page<Table>>('/tables', {}, signal);
  const computed = new Set(heads.rows.filter((head) => head.computed).map((head) => head.table));
  const answers = FINDING_TABLES.map(async ({ table, at }) => {
    if (!computed.has(table)) return [];
    return (await get<TableAnswer>(`/tables/${table}`, { device, sort: `-${at}`, limit: FINDINGS }, signal)).rows;
  });
  const rows = findingsOf(await Promise.all(answers));
  return { rows, computed: FINDING_TABLES.every(({ table }) => computed.has(table)) };
}
