import { describe, expect, it } from 'vitest';
import { keepAwake } from '../src/shared/awake';

/** A page that can be hidden and shown. */
class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  turn(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

interface Lock {
  released: boolean;
  release: () => Promise<void>;
}

/** A browser's locks: each that was given stands in `given`. */
function makeLocks(isRefused = false): { given: Lock[]; locks: WakeLock } {
  const given: Lock[] = [];
  const request = async () => {
    if (isRefused) throw new DOMException('low battery', 'NotAllowedError');
    const lock: Lock = { released: false, release: async () => void (lock.released = true) };
    given.push(lock);
    return lock;
  };
  return { given, locks: { request } as unknown as WakeLock };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const keep = (page: Page, locks: WakeLock | undefined) => keepAwake(page as unknown as Document, locks);
const held = (given: Lock[]) => given.map(({ released }) => !released);

describe('the screen of a wall', () => {
  it('is kept awake until it is no wall any more', async () => {
    const { given, locks } = makeLocks();
    const end = keep(new Page(), locks);
    await settled();
    expect(held(given)).toEqual([true]);
    end();
    expect(held(given)).toEqual([false]);
  });
  it('is kept awake again when the page is seen again', async () => {
    const page = new Page();
    const { given, locks } = makeLocks();
    keep(page, locks);
    await settled();
    // So a browser does it by itself.
    await given[0]!.release();
    page.turn('hidden');
    await settled();
    expect(given).toHaveLength(1);
    page.turn('visible');
    await settled();
    expect(held(given)).toEqual([false, true]);
  });
  it('holds one lock only', async () => {
    const page = new Page();
    const { given, locks } = makeLocks();
    keep(page, locks);
    page.turn('visible');
    await settled();
    expect(held(given)).toEqual([true, false]);
  });
  it('lets go of a lock that comes after the end', async () => {
    const page = new Page();
    const { given, locks } = makeLocks();
    keep(page, locks)();
    await settled();
    expect(held(given)).toEqual([false]);
    page.turn('visible');
    await settled();
    expect(given).toHaveLength(1);
  });
  it('is as it was where the browser refuses, or has no such thing', async () => {
    const { given, locks } = makeLocks(true);
    keep(new Page(), locks)();
    await settled();
    expect(given).toEqual([]);
    expect(() => keep(new Page(), undefined)()).not.toThrow();
  });
});
