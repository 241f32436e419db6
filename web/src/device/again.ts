const EVERY_MS = 30_000;

/** Asks again every half minute while somebody may be looking; for an effect. */
export function keepAsking(ask: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) ask();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
