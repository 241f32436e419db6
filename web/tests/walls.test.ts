import { describe, expect, it } from 'vitest';

const sources = import.meta.glob('../src/**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>;
const DOMAINS = ['zone', 'section', 'why', 'map', 'pack', 'table', 'person', 'status', 'board', 'review', 'remark', 'bulletin', 'device', 'mark'];
const MOST_LINES = 200;

const room = (path: string) => path.replace('../src/', '').split('/')[0] ?? '';

function imports(path: string): string[] {
  const text = sources[path] ?? '';
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]!);
  return found.map((target) => new URL(target, `file://${path.replace('..', '')}`).pathname.replace(/^\/src\//, ''));
}

describe('the rooms of the page', () => {
  it.each(Object.keys(sources))('%s keeps to its walls and its size', (path) => {
    const own = room(path);
    const domains = new Set(imports(path).map((target) => target.split('/')[0] ?? '').filter((name) => DOMAINS.includes(name)));
    if (own === 'shared') expect([...domains]).toEqual([]);
    if (DOMAINS.includes(own)) expect([...domains].filter((name) => name !== own)).toEqual([]);
    if (path.endsWith('.svelte')) expect(sources[path]!.split('\n').length).toBeLessThanOrEqual(MOST_LINES);
  });
});
