const LEAST = 0.8;
const STEP = 0.025;

/** The largest scale, from the given one down, at which it fits; the least where it does at none. */
export function scaleThatFits(from: number, fits: (scale: number) => boolean): number {
  // By whole steps: sums of fractions would drift.
  for (let steps = Math.round((1 - from) / STEP); 1 - steps * STEP > LEAST; steps += 1) {
    const scale = 1 - steps * STEP;
    if (fits(scale)) return scale;
  }
  return LEAST;
}

/**
 * Nobody scrolls a wall: where the page is higher than the screen its letters get a little smaller, through
 * `--fit`, and no smaller than can be read. Follows the page as it grows; gives what ends it.
 */
export function fitToScreen(root: HTMLElement, content: HTMLElement): () => void {
  // Only ever smaller: the page arranges itself by the size of its letters, and a scale that went both
  // ways would swing between two arrangements. Whoever shows something else begins anew.
  let scale = 1;

  function fit(): void {
    const isHigher = () => root.scrollHeight > root.clientHeight;
    if (!isHigher()) return;
    scale = scaleThatFits(scale, (one) => {
      root.style.setProperty('--fit', String(one));
      return !isHigher();
    });
    root.style.setProperty('--fit', String(scale));
  }

  const observer = new ResizeObserver(fit);
  observer.observe(content);
  window.addEventListener('resize', fit);
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', fit);
    root.style.removeProperty('--fit');
  };
}
