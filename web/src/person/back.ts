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
