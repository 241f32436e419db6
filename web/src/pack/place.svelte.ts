// Below the top edge, so that a head is current once it has come there, also under a bar that sticks.
const EDGE_PX = 72;

/** Which place of a long page is being read: the last one whose head has passed the top edge. */
export function watchPlaces(root: () => HTMLElement | undefined): { readonly current: string | null } {
  let current = $state<string | null>(null);

  $effect(() => {
    const text = root();
    if (!text) return;
    let asked = 0;
    const look = () => {
      asked = 0;
      const places = [...text.querySelectorAll<HTMLElement>('[data-place]')];
      const passed = places.filter((place) => place.getBoundingClientRect().top <= EDGE_PX);
      // At the very end the last places can no longer come to the top.
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
      current = (atEnd ? places.at(-1) : passed.at(-1))?.id ?? places[0]?.id ?? null;
    };
    const ask = () => {
      if (!asked) asked = requestAnimationFrame(look);
    };
    look();
    window.addEventListener('scroll', ask, { passive: true });
    window.addEventListener('resize', ask);
    return () => {
      cancelAnimationFrame(asked);
      window.removeEventListener('scroll', ask);
      window.removeEventListener('resize', ask);
    };
  });

  return {
    get current() {
      return current;
    },
  };
}
