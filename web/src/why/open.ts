import { url } from '../shared/url.svelte';

export interface WhyTarget {
  table: string;
  key: Record<string, string>;
}

// `table~column=value~column=value`; each part is percent-encoded, so that a `~` or `=` in a value is safe.
export function writeWhy({ table, key }: WhyTarget): string {
  return [table, ...Object.entries(key).map(([name, value]) => `${esc(name)}=${esc(value)}`)].join('~');
}

export function readWhy(text: string | null): WhyTarget | null {
  const [table, ...parts] = (text ?? '').split('~');
  if (!table || parts.length === 0) return null;
  const key: Record<string, string> = {};
  for (const part of parts) {
    const at = part.indexOf('=');
    if (at < 1) return null;
    key[unesc(part.slice(0, at))] = unesc(part.slice(at + 1));
  }
  return { table, key };
}

/** Opens the chain of one row of a computed table. */
export function openWhy(table: string, key: Record<string, string>): void {
  url.set({ why: writeWhy({ table, key }) });
}

export function closeWhy(): void {
  url.set({ why: null });
}

function esc(text: string): string {
  return text.replace(/[%~=]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unesc(text: string): string {
  return text.replace(/%(25|7E|3D)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
