import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

/**
 * What a button opens over the page. Esc closes it from wherever in it the focus is, and leads back to the
 * button; a press or a focus elsewhere closes it and leads nowhere.
 */
export class Popup {
  isOpen = $state(false);
  #trigger: HTMLElement | null = null;

  toggle = (): void => {
    this.isOpen = !this.isOpen;
  };

  close = (): void => {
    this.isOpen = false;
  };

  /** Of the button. */
  readonly trigger: Attachment<HTMLElement> = (element) => {
    this.#trigger = element;
    return () => (this.#trigger = null);
  };

  /** Of what holds both the button and what it opens. */
  readonly root: Attachment<HTMLElement> = (element) => {
    const leave = (event: Event) => {
      if (!element.contains(event.target as Node)) this.close();
    };
    const ends = [
      on(element, 'keydown', (event) => this.#escape(event)),
      on(window, 'pointerdown', leave),
      on(window, 'focusin', leave),
    ];
    return () => {
      for (const end of ends) end();
    };
  };

  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.isOpen) return;
    // Else what lies under it would close as well.
    event.stopPropagation();
    this.close();
    this.#trigger?.focus();
  }
}
