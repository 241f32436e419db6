import { t } from './i18n';

class Scope {
  /** The one part of the book that this page is given, in words; null where it is given all. */
  only = $state<string | null>(null);

  /** Why something may be empty though the book is not; nothing where the page is given all. */
  get note(): string | undefined {
    return this.only === null ? undefined : t('scope.note', { only: this.only });
  }
}

export const scope = new Scope();
