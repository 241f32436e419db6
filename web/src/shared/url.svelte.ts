// The address is the page's only navigation state: what is in it can be sent to a colleague.
// Parameters that describe how a person reads, not what, travel along on every link.
const KEPT = ['lang', 'theme', 'kiosk'] as const;

/** A list stands for a parameter that is given several times. */
export type Params = Record<string, string | readonly string[] | null | undefined>;

export function withParams(search: string, changes: Params): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    const [first, ...others] = [value ?? []].flat().filter((one) => one !== '');
    if (first === undefined) query.delete(name);
    else query.set(name, first);
    for (const one of others) query.append(name, one);
  }
  // These are safe in a value, and an address that is sent by hand should be readable.
  const text = query.toString().replaceAll('%7E', '~').replaceAll('%3D', '=').replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

export function keptParams(search: string): Params {
  const query = new URLSearchParams(search);
  return Object.fromEntries(KEPT.map((name) => [name, query.get(name)]));
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A mistyped `%` is no reason for a blank page.
    return path;
  }
}

class Url {
  path = $state('/');
  search = $state('');
  /** The place on the page, without its `#`. */
  hash = $state('');

  constructor() {
    if (typeof window === 'undefined') return;
    this.#read();
    window.addEventListener('popstate', () => this.#read());
  }

  get(name: string): string | null {
    return new URLSearchParams(this.search).get(name);
  }

  /** Changes parameters of this page; `null` removes one. The place on it stays. */
  set(changes: Params, options: { replace?: boolean } = {}): void {
    const search = withParams(this.search, changes);
    if (search !== this.search) this.#write(window.location.pathname + search + window.location.hash, options.replace ?? false);
  }

  /** Goes to another page, keeping language, theme and kiosk. */
  go(path: string, params: Params = {}, hash = '', options: { replace?: boolean } = {}): void {
    this.#write(href(path, params, hash), options.replace ?? false);
    if (!hash) window.scrollTo(0, 0);
  }

  #write(address: string, replace: boolean): void {
    window.history[replace ? 'replaceState' : 'pushState'](null, '', address);
    this.#read();
  }

  #read(): void {
    this.path = decodePath(window.location.pathname);
    this.search = window.location.search;
    this.hash = decodePath(window.location.hash.slice(1));
  }
}

export const url = new Url();

/** Address of a page, as a link should carry it. `path` is given unencoded. */
export function href(path: string, params: Params = {}, hash = ''): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const place = hash ? `#${encodeURIComponent(hash)}` : '';
  return encoded + withParams('', { ...keptParams(url.search), ...params }) + place;
}

/** For `onclick` on a link: goes there without a reload, unless the person asked for a new tab. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement;
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const target = new URL(link.href);
  const names = [...new Set(target.searchParams.keys())];
  const params = Object.fromEntries(names.map((name) => [name, target.searchParams.getAll(name)]));
  url.go(decodePath(target.pathname), params, decodePath(target.hash.slice(1)));
}
