import { send as post, toApiError, type ApiError } from '../shared/api/client';
import type { ApprovalMade, Decision } from '../shared/api/types';
import { t } from '../shared/i18n';
import { Pages } from './pages.svelte';
import { afterRemoval, chosenOf, clamped, FIRST, type Selection } from './selection';
import { decisionText } from './words';

export type Deed = 'approve' | 'refuse' | 'withdraw';

/** Decisions that wait, and what a second person does with them. */
export class Decisions {
  readonly pages: Pages<Decision>;
  #selection = $state<Selection>(FIRST);
  /** What is about to be done with the chosen ones: its form is open. */
  deed = $state<Deed | null>(null);
  busy = $state(false);
  refused = $state.raw<ApiError | null>(null);
  said = $state('');
  #isShown: (decision: Decision) => boolean;

  /** `isShown`: whether a decision is about what the page is narrowed to. */
  constructor(isShown: (decision: Decision) => boolean) {
    this.#isShown = isShown;
    this.pages = new Pages('/review/decisions', () => ({ state: 'proposed' }));
  }

  get list(): Decision[] {
    return this.pages.list.filter(this.#isShown);
  }

  get selection(): Selection {
    return clamped(this.#selection, this.list.length);
  }

  get decision(): Decision | null {
    return this.list[this.selection.at] ?? null;
  }

  get chosen(): Decision[] {
    return chosenOf(this.list, this.selection);
  }

  choose = (selection: Selection): void => {
    this.#selection = selection;
    this.close();
    if (selection.at >= this.list.length - 1) void this.pages.readMore();
  };

  open = (deed: Deed): void => {
    this.deed = deed;
    this.refused = null;
  };

  close = (): void => {
    this.deed = null;
    this.refused = null;
  };

  /** Gives whether it was done. */
  approve = (): Promise<boolean> =>
    this.#do(async (chosen) => {
      const made = await post<ApprovalMade>('POST', '/review/approvals', { decisions: chosen.map(({ id }) => id) });
      return t('review.said.approved', { n: chosen.length, changed: made.changed, unchanged: made.unchanged });
    });

  // One after the other: the server refuses one at a time, and those before it stay refused.
  refuse = (reason: string): Promise<boolean> =>
    this.#oneByOne((id) => post('POST', `/review/decisions/${id}/refuse`, { reason }), 'review.said.refused');

  withdraw = (): Promise<boolean> => this.#oneByOne((id) => post('POST', `/review/decisions/${id}/withdraw`), 'review.said.withdrawn');

  #oneByOne(act: (id: number) => Promise<void>, said: 'review.said.refused' | 'review.said.withdrawn'): Promise<boolean> {
    return this.#do(async (chosen) => {
      for (const { id } of chosen) await act(id);
      return t(said, { n: chosen.length });
    });
  }

  async #do(act: (chosen: Decision[]) => Promise<string>): Promise<boolean> {
    const chosen = this.chosen;
    if (this.busy || chosen.length === 0) return false;
    this.busy = true;
    this.refused = null;
    try {
      const happened = await act(chosen);
      const isGone = (one: Decision) => chosen.some(({ id }) => id === one.id);
      this.#selection = afterRemoval(this.list, this.selection, isGone);
      this.pages.drop(isGone);
      this.deed = null;
      if (this.pages.list.length === 0) await this.pages.readMore();
      this.said = `${happened} ${this.decision ? t('review.said.now', { what: decisionText(this.decision) }) : t('review.said.noneWaits')}`;
      return true;
    } catch (error) {
      this.refused = toApiError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
