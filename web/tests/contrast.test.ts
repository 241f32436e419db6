import { describe, expect, it } from 'vitest';
import { CLASSES, LOOKS } from '../src/shared/classes';
import css from '../src/app.css?raw';

// WCAG 2.2: relative luminance and contrast ratio.
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function variables(theme: 'light' | 'dark'): Record<string, string> {
  const block = css.slice(css.indexOf(`:root[data-theme='${theme}'] {`));
  const body = block.slice(0, block.indexOf('}'));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
}

const TEXT = 4.5;
const GRAPHIC = 3;

describe('class badges', () => {
  it.each(CLASSES)('prints the numeral of %s readably', (id) => {
    expect(contrast(LOOKS[id].ink, LOOKS[id].fill)).toBeGreaterThanOrEqual(TEXT);
  });

  it.each(['light', 'dark'] as const)('has an outline that stands off the %s page', (theme) => {
    const { paper, surface, water, 'marker-outline': outline } = variables(theme);
    for (const ground of [paper!, surface!, water!]) {
      expect(contrast(outline!, ground)).toBeGreaterThanOrEqual(GRAPHIC);
    }
  });

  it('needs that outline: in the dark the two darkest classes do not stand off by themselves', () => {
    const { paper } = variables('dark');
    expect(contrast(LOOKS.inferior_V.fill, paper!)).toBeLessThan(GRAPHIC);
  });

  it('gives every class its own numeral, so that colour is never alone', () => {
    expect(new Set(CLASSES.map((id) => LOOKS[id].numeral)).size).toBe(CLASSES.length);
  });
});

describe.each(['light', 'dark'] as const)('text in the %s theme', (theme) => {
  const v = variables(theme);
  it.each(['ink', 'ink-soft', 'accent', 'fault', 'code-word', 'code-text'])('%s is readable on every ground', (name) => {
    for (const ground of ['paper', 'surface', 'surface-sunk']) {
      expect(contrast(v[name]!, v[ground]!), `${name} on ${ground}`).toBeGreaterThanOrEqual(TEXT);
    }
  });
  it.each(['ink', 'ink-soft', 'fault'])('%s is readable on the water of a lake', (name) => {
    expect(contrast(v[name]!, v.water!), name).toBeGreaterThanOrEqual(TEXT);
  });
});
