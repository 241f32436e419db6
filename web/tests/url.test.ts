import { describe, expect, it } from 'vitest';
import { href, keptParams, withParams } from '../src/shared/url.svelte';
import { readWhy, writeWhy, type WhyTarget } from '../src/why/open';
import { readSort, writeSort } from '../src/zone/model';

describe('parameters', () => {
  it('are set, kept and removed', () => {
    const once = withParams('?lang=en', { month: '2021-04' });
    expect(once).toBe('?lang=en&month=2021-04');
    expect(withParams(once, { month: null })).toBe('?lang=en');
    expect(withParams('?month=2021-04', { month: null })).toBe('');
  });
  it('of reading travel along, those of the page do not', () => {
    expect(keptParams('?lang=en&theme=dark&month=2021-04')).toEqual({ lang: 'en', theme: 'dark', kiosk: null });
  });
  it('may be given several times', () => {
    const twice = withParams('?lang=en', { f: ['a', 'b'] });
    expect(twice).toBe('?lang=en&f=a&f=b');
    expect(withParams(twice, { f: ['b'] })).toBe('?lang=en&f=b');
    expect(withParams(twice, { f: [] })).toBe('?lang=en');
  });
  it('stand before the place on the page', () => {
    expect(href('/packs/water-quality', { lang: 'en' }, 'section_month')).toBe('/packs/water-quality?lang=en#section_month');
  });
  it('encode a section code once', () => {
    expect(href('/section/黄龙1(黄龙滩水库)')).toBe(`/section/${encodeURIComponent('黄龙1(黄龙滩水库)')}`);
  });
});

describe('why', () => {
  it.each<WhyTarget>([
    { table: 'water_quality.section_month', key: { section: '陶岔', month: '2021-04' } },
    { table: 'p.t', key: { section: 'a~b=c%d', item: '' } },
  ])('survives the address', (target) => {
    const search = withParams('', { why: writeWhy(target) });
    expect(search).not.toMatch(/%7E|%3D/);
    expect(readWhy(new URLSearchParams(search).get('why'))).toEqual(target);
  });
  it('reads as people write it', () => {
    expect(writeWhy({ table: 'water_quality.section_month', key: { section: '陶岔', month: '2021-04' } })).toBe(
      'water_quality.section_month~section=陶岔~month=2021-04',
    );
  });
  it.each([null, '', 'water_quality.section_month', 't~nokey', 't~=x'])('refuses %s', (text) => {
    expect(readWhy(text)).toBeNull();
  });
});

describe('sort', () => {
  it('makes the round', () => {
    for (const text of ['name', '-name', 'class', '-class', '-water']) expect(writeSort(readSort(text))).toBe(text);
  });
  it('shows the worst class first unless told otherwise', () => {
    expect(readSort(null)).toEqual({ column: 'class', descending: true });
    expect(readSort('-unknown')).toEqual({ column: 'class', descending: true });
  });
});
