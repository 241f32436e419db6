import { createExpression, validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { afterEach, describe, expect, it, vi } from 'vitest';
import css from '../src/app.css?raw';
import { cardRows, MOST_ROWS } from '../src/map/imported/card';
import { creditsOf, layersParam, shownCodes } from '../src/map/imported/layers';
import { COLOURS, lookAt } from '../src/map/imported/looks';
import { Imported } from '../src/map/imported/shown.svelte';
import { isImported, layersStyle, sourceId } from '../src/map/imported/style';
import { readTile, tileAddress } from '../src/map/imported/tile';
import type { Layer } from '../src/shared/api/types';
import { LOOKS } from '../src/shared/classes';
import { langOf } from '../src/shared/i18n';

import { url, withParams } from '../src/shared/url.svelte';

function layer(id: number, more: Partial<Layer> = {}): Layer {
  return {
    id, code: `code${id}`, title: { zh: `图层${id}`, en: `Layer ${id}` }, geometry: 'polygon', features: 1, extent: [110, 32, 112, 33],
    attribution: '水利局', map_number: null, licence: null, source: 'a.shp', source_hash: '', crs: 'EPSG:4490', area: null,
    imported_at: '2026-11-26T08:00:00+08:00', imported_by: null, form: 'geojson', max_zoom: null, url: `/api/layers/${id}/features`, superseded_by: null, ...more,
  };
}

const three = [layer(1), layer(2), layer(3)];
const PAINT = { colours: COLOURS.light, halo: '#ffffff', fonts: ['sans-serif'] };
const styleOf = (...layers: Layer[]) => layersStyle(layers.map((one, index) => ({ layer: one, look: lookAt(index) })), PAINT);

describe('the layers that the address shows', () => {
  it('are all where it says nothing', () => {
    expect([...shownCodes(three, null)]).toEqual(['code1', 'code2', 'code3']);
  });
  it('are those it lists, and none that there are not', () => {
    expect([...shownCodes(three, 'code3,gone,code1')]).toEqual(['code1', 'code3']);
  });
  it.each([[['code1', 'code2', 'code3'], null], [['code3', 'code1'], 'code1,code3'], [[], '-']])('%j come back from it', (codes, param) => {
    expect(layersParam(three, new Set(codes))).toBe(param);
    expect([...shownCodes(three, param)].sort()).toEqual([...codes].sort());
  });
  it('can be read in it', () => {
    expect(withParams('?view=map', { layers: 'code1,code3' })).toBe('?view=map&layers=code1,code3');
  });
});

describe('the style of a layer', () => {
  it('reads GeoJSON from its address, and tiles by the page up to their last zoom', () => {
    const tiles = layer(7, { form: 'tiles', max_zoom: 12, url: '/api/layers/7/tiles/{z}/{x}/{y}' });
    const { sources, layers } = styleOf(layer(1), tiles);
    expect(sources).toEqual({
      'layer-1': { type: 'geojson', data: '/api/layers/1/features' },
      'layer-7': { type: 'vector', tiles: ['layer-tile:///api/layers/7/tiles/{z}/{x}/{y}'], bounds: [110, 32, 112, 33], maxzoom: 12 },
    });
    expect(layers.map((one) => ('source-layer' in one ? one['source-layer'] : null))).toEqual(['features', null, 'features', null]);
  });
  it('has areas under lines under points, and the first of the list on top', () => {
    const { layers } = styleOf(layer(1, { geometry: 'mixed' }), layer(2, { geometry: 'point' }), layer(3));
    expect(layers.map(({ id }) => id)).toEqual(['layer-3-fill', 'layer-1-fill', 'layer-3-line', 'layer-1-line', 'layer-2-point', 'layer-1-point']);
    expect(layers.every(({ id }) => isImported(id))).toBe(true);
  });
  it('is one that the map takes', () => {
    const { sources, layers } = styleOf(layer(1, { geometry: 'mixed' }), layer(2, { form: 'tiles', extent: null, url: '/t/{z}/{x}/{y}' }));
    expect(validateStyleMin({ version: 8, sources, layers })).toEqual([]);
  });
  it('draws of mixed features each as what it is', () => {
    const [fill, line, point] = styleOf(layer(1, { geometry: 'mixed' })).layers;
    const takes = (one: typeof fill, type: 'Point' | 'LineString' | 'MultiPolygon') => {
      const made = createExpression(one && 'filter' in one ? one.filter : true, 'layers[0].filter');
      if (made.result === 'error') throw made.value[0];
      return made.value.evaluate({ zoom: 9 }, { type, properties: {} });
    };
    const kinds = ['Point', 'LineString', 'MultiPolygon'] as const;
    expect([fill, line, point].map((one) => kinds.map((kind) => takes(one, kind)))).toEqual([
      [false, false, true],
      [false, true, true],
      [true, false, false],
    ]);
  });
  it('is of another source after another import', () => {
    expect(sourceId(layer(8))).not.toBe(sourceId(layer(9, { code: 'code8' })));
  });
});

// WCAG 2.2: relative luminance and contrast ratio.
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the looks of layers', () => {
  it('are twelve before one comes again', () => {
    const looks = Array.from({ length: 12 }, (_, index) => JSON.stringify(lookAt(index)));
    expect(new Set(looks).size).toBe(12);
    expect(JSON.stringify(lookAt(12))).toBe(looks[0]);
  });
  it.each(['light', 'dark'] as const)('stand off land and water in the %s theme', (theme) => {
    const block = css.slice(css.indexOf(`:root[data-theme='${theme}'] {`));
    for (const ground of ['surface', 'water']) {
      const under = luminance(new RegExp(`--${ground}: (#[0-9a-f]{6});`).exec(block)![1]!);
      for (const colour of COLOURS[theme]) {
        const [light = 0, dark = 0] = [luminance(colour), under].sort((a, b) => b - a);
        expect((light + 0.05) / (dark + 0.05), `${colour} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
  it('have no colour of a water class, and each theme has as many', () => {
    const classes: string[] = Object.values(LOOKS).map(({ fill }) => fill.toLowerCase());
    expect([...COLOURS.light, ...COLOURS.dark].filter((colour) => classes.includes(colour))).toEqual([]);
    expect(COLOURS.light.length).toBe(COLOURS.dark.length);
  });
});

describe('a tile', () => {
  const asked: string[] = [];
  /** Reads one of a server that answers so. */
  function read(answer: () => Response): Promise<{ data: ArrayBuffer }> {
    asked.length = 0;
    vi.stubGlobal('fetch', async (address: string) => {
      asked.push(address);
      return answer();
    });
    return readTile({ url: tileAddress('/api/layers/7/tiles/9/413/206') }, new AbortController());
  }
  afterEach(() => vi.unstubAllGlobals());

  it('is read from this server', async () => {
    const { data } = await read(() => new Response(new Uint8Array([26, 0])));
    expect([...new Uint8Array(data)]).toEqual([26, 0]);
    expect(asked).toEqual(['/api/layers/7/tiles/9/413/206']);
  });
  it('is empty where nothing lies in it', async () => {
    expect((await read(() => new Response(null, { status: 204 }))).data.byteLength).toBe(0);
  });
  it.each([401, 404, 500])('that is answered with %i is an error that the map tells of', async (status) => {
    const error: unknown = await read(() => new Response('', { status })).catch((found: unknown) => found);
    expect(String(error)).toContain(`${status}`);
    // With this member of 404 the map takes the tile for an empty one.
    expect(error).not.toHaveProperty('status');
  });
  it('that is lost on the way is an error as well', async () => {
    await expect(read(() => { throw new TypeError('Failed to fetch'); })).rejects.toThrow('Failed to fetch');
  });
});

describe('a layer of which something could not be read', () => {
  it('is told while it is shown, until it is read again', () => {
    const imported = new Imported(() => undefined);
    imported.list.value = three;
    imported.failed.add(sourceId(three[1]!));
    imported.failed.add('layer-99');
    const told = () => imported.unread.map(({ layer: { code } }) => code);
    expect(told()).toEqual(['code2']);
    url.search = '?layers=code1,code3';
    expect(told()).toEqual([]);
    url.search = '';
    expect(told()).toEqual(['code2']);
    imported.reread([three[1]!]);
    expect(told()).toEqual([]);
  });
});

describe('who made the layers', () => {
  it('is said once, with the number of the map, where it is the same', () => {
    const layers = [layer(1), layer(2, { map_number: 'GS(2026)1' }), layer(3)];
    expect(creditsOf(layers, ({ title }) => title.zh)).toEqual([
      { titles: ['图层1', '图层3'], attribution: '水利局', number: null },
      { titles: ['图层2'], attribution: '水利局', number: 'GS(2026)1' },
    ]);
  });
});

describe('the card of a feature', () => {
  it('has its properties as they stand in the file', () => {
    expect(cardRows({ 名称: '<b>甲</b>', level: 1, told: false, note: null, parts: [1, 2] })).toEqual({
      rows: [
        { name: '名称', value: '<b>甲</b>' },
        { name: 'level', value: 1 },
        { name: 'told', value: false },
        { name: 'note', value: null },
        { name: 'parts', value: '[1,2]' },
      ],
      more: 0,
    });
  });
  it('has at most thirty rows, and says how many are left out', () => {
    const { rows, more } = cardRows(Object.fromEntries(Array.from({ length: 34 }, (_, at) => [`p${at}`, at])));
    expect([rows.length, more]).toEqual([MOST_ROWS, 4]);
    expect(cardRows(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${at}`, at]))).more).toBe(0);
    expect(cardRows(null)).toEqual({ rows: [], more: 0 });
  });
});

describe('the language of a text of the book', () => {
  it('is Chinese in the English page where most of it is, and goes without saying in the Chinese one', () => {
    expect(langOf('汉江')).toBeUndefined();
    url.search = '?lang=en';
    expect(langOf('汉江')).toBe('zh-CN');
    expect(langOf('G241国道危化品')).toBe('zh-CN');
    expect(langOf('The section 陶岔 is silent')).toBeUndefined();
    expect(langOf('Han River')).toBeUndefined();
    url.search = '';
  });
});
