import { forget, get, send as post, toApiError, type ApiError } from '../shared/api/client';
import type { Decision, Page, Waiting } from '../shared/api/types';
import { t } from '../shared/i18n';
import { isSent, missing, sentOf, type Draft, type Verb } from './decide';
import { Pages } from './pages.svelte';
import { afterRemoval, chosenOf, clamped, FIRST, type Selection } from './selection';
import { lineOf, verbText } from './words';

// With fewer rows than this ahead the next page is read, so that nobody who holds j waits at its end.
const ROWS_AHEAD = 20;

/** The queue of doubtful readings, and what its first person does with it. */
export class Queue {
  readonly pages: Pages<Waiting>;
  #selection = $state<Selection>(FIRST);
  /** What is about to be decided: the form is open. */
  verb = $state<Verb | null>(null);
  busy = $state(false);
  refused = $state.raw<ApiError | null>(null);
  /** What happened last, said to those who do not see it. */
  said = $state('');
  #before = new Map<Verb, Pick<Draft, 'code' | 'words'>>();

  constructor(asked: () => Record<string, string | undefined>) {
    this.pages = new Pages('/review', () => {
      this.#selection = FIRST;
      this.verb = null;
      return { state: 'open', ...asked() };
    });
  }

  get selection(): Selection {
    return clamped(this.#selection, this.pages.list.length);
  }

  get row(): Waiting | null {
    return this.pages.list[this.selection.at] ?? null;
  }

  get chosen(): Waiting[] {
    return chosenOf(this.pages.list, this.selection);
  }

  before(verb: Verb): Pick<Draft, 'code' | 'words'> | null {
    return this.#before.get(verb) ?? null;
  }

  choose = (selection: Selection): void => {
    this.#selection = selection;
    this.verb = null;
    this.refused = null;
    this.#readAhead();
  };

  open = (verb: Verb): void => {
    if (this.row === null) return;
    this.verb = verb;
    this.refused = null;
  };

  close = (): void => {
    this.verb = null;
    this.refused = null;
  };

  /** Gives whether it was taken. */
  decide = async (draft: Draft): Promise<boolean> => {
    if (missing(draft, this.chosen) !== null) return false;
    const sent = sentOf(draft, this.chosen);
    const [first] = this.chosen;
    const decision = await this.#try(() => post<Decision>('POST', '/review/decisions', sent));
    if (!decision) return false;
    this.#before.set(draft.verb, { code: draft.code, words: draft.words });
    const isGone = (row: Waiting) => isSent(sent, row);
    this.#selection = afterRemoval(this.pages.list, this.selection, isGone);
    this.pages.drop(isGone);
    this.verb = null;
    this.#readAhead();
    this.#say(t('review.said.decided', { verb: verbText(draft.verb), what: first ? lineOf(first) : '', n: decision.readings }));
    return true;
  };

  /** Takes back the last of a person's decisions that waits. */
  undo = async (person: string): Promise<void> => {
    // What was decided in another window is not in memory.
    forget();
    const last = await this.#try(() => get<Page<Decision>>('/review/decisions', { state: 'proposed', by: person, limit: '1' }));
    const [decision] = last?.rows ?? [];
    if (!decision) {
      if (last) this.said = t('review.said.nothingToUndo');
      return;
    }
    const undone = await this.#try(() => post<Decision>('POST', `/review/decisions/${decision.id}/withdraw`));
    if (!undone) return;
    await this.pages.reload();
    const [part] = decision.parts;
    const at = this.pages.list.findIndex((row) => row.series === part?.series && row.time === part.from);
    this.#selection = at < 0 ? FIRST : { at, anchor: at };
    this.#say(t('review.said.undone', { verb: verbText(decision.verb), n: decision.readings }));
  };

  async #try<T>(act: () => Promise<T>): Promise<T | null> {
    this.busy = true;
    this.refused = null;
    try {
      return await act();
    } catch (error) {
      this.refused = toApiError(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  #readAhead(): void {
    if (this.pages.list.length - this.selection.at < ROWS_AHEAD) void this.pages.readMore();
  }

  #say(happened: string): void {
    const where = this.row ? t('review.said.now', { what: lineOf(this.row) }) : t('review.said.none');
    this.said = `${happened} ${where}`;
  }
}
