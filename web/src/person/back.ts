import { href, keptParams, type Params } from '../shared/url.svelte';

export const SIGN_IN = '/sign-in';

export interface Place {
  /** Unencoded. */
  path: string;
  params: Record<string, string[]>;
  hash: string;
}

const HOME: Place = { path: '/', params: {}, hash: '' };

/** Where one goes after signing in: what `?to=` says, if it is a page of this site. */
export function placeOf(to: string | null): Place {
  // `//elsewhere.example` is an address of another site.
  if (to === null || !/^\/(?![/\\])/.test(to)) return HOME;
  try {
    const { pathname, searchParams, hash } = new URL(to, 'http://here');
    const path = decodeURIComponent(pathname);
    if (path === SIGN_IN) return HOME;
    const names = [...new Set(searchParams.keys())];
    return { path, params: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)])), hash: decodeURIComponent(hash.slice(1)) };
  } catch {
    return HOME;
  }
}

/** The address of that page as a link of this one would carry it. */
export function addressOf(to: string | null): string {
  const { path, params, hash } = placeOf(to);
  return href(path, params, hash);
}

/** How the person reads who goes back there: language, theme and kiosk, as far as the address says so. */
export function lookOf(to: string | null): Params {
  const search = to?.split('#')[0]?.split('?')[1] ?? '';
  return Object.fromEntries(Object.entries(keptParams(search)).filter(([, value]) => value !== null));
}
