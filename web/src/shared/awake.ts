/**
 * Keeps the screen from going dark while the page is seen; gives what ends it. A browser lets go of the
 * lock whenever the page is hidden, so it is taken again. Where there is none, which is also where the
 * page is not served over HTTPS, nothing happens.
 */
export function keepAwake(page: Document, locks: WakeLock | undefined): () => void {
  if (!locks) return () => {};
  let isOver = false;
  let held: WakeLockSentinel | null = null;

  async function take(): Promise<void> {
    if (page.visibilityState !== 'visible') return;
    try {
      const lock = await locks!.request('screen');
      // It may have been ended, or taken a second time, while the browser made up its mind.
      if (isOver || (held && !held.released)) await lock.release();
      else held = lock;
    } catch {
      // Refused, as on a low battery: the page is as it would be without.
    }
  }

  const again = () => void take();
  page.addEventListener('visibilitychange', again);
  again();
  return () => {
    isOver = true;
    page.removeEventListener('visibilitychange', again);
    void held?.release();
  };
}
