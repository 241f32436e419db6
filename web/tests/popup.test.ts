import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Popup } from '../src/shared/popup.svelte';

/** An element that holds some others, and tells whether it was focused. */
class Held extends EventTarget {
  isFocused = false;
  constructor(readonly held: readonly EventTarget[] = []) {
    super();
  }
  contains(other: EventTarget): boolean {
    return other === this || this.held.includes(other);
  }
  focus(): void {
    this.isFocused = true;
  }
}

const key = (name: string) => Object.assign(new Event('keydown', { cancelable: true }), { key: name });

/** What happens to the window comes from somewhere in the page. */
function happen(type: string, target: EventTarget): void {
  const event = new Event(type);
  Object.defineProperty(event, 'target', { value: target });
  window.dispatchEvent(event);
}

async function open() {
  const popup = new Popup();
  const button = new Held();
  const root = new Held([button]);
  popup.trigger(button as unknown as HTMLElement);
  const end = popup.root(root as unknown as HTMLElement) as () => void;
  popup.toggle();
  // Svelte listens for pointers a moment later.
  await Promise.resolve();
  return { popup, button, root, end };
}

beforeEach(() => vi.stubGlobal('window', new EventTarget()));
afterEach(() => vi.unstubAllGlobals());

describe('what a button opens over the page', () => {
  it('is closed by Esc, which leads back to the button and goes no farther', async () => {
    const { popup, button, root } = await open();
    const event = key('Escape');
    const stop = vi.spyOn(event, 'stopPropagation');
    root.dispatchEvent(event);
    expect([popup.isOpen, button.isFocused, stop.mock.calls.length]).toEqual([false, true, 1]);
    // Closed, it has no need of the key.
    const second = key('Escape');
    const pass = vi.spyOn(second, 'stopPropagation');
    root.dispatchEvent(second);
    expect(pass).not.toHaveBeenCalled();
  });
  it('stays for other keys', async () => {
    const { popup, root } = await open();
    root.dispatchEvent(key('Enter'));
    expect(popup.isOpen).toBe(true);
  });
  it.each(['pointerdown', 'focusin'])('is closed by a %s elsewhere, which keeps its focus', async (type) => {
    const { popup, button } = await open();
    happen(type, button);
    expect(popup.isOpen).toBe(true);
    happen(type, new Held());
    expect([popup.isOpen, button.isFocused]).toEqual([false, false]);
  });
  it('listens no more when it is gone', async () => {
    const { popup, end } = await open();
    end();
    happen('pointerdown', new Held());
    expect(popup.isOpen).toBe(true);
  });
});
