import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { answerOf, layerFor } from '../src/map/ground/answer';
import { around, km2Of, placeParam, readPlace } from '../src/map/ground/place';
import { above, at, registerOf, sumOf } from '../src/map/ground/register';
import { boxOf, holds, outline, type Area } from '../src/map/ground/shapes';
import { FILLS, STEPS, stepOf, stepText } from '../src/map/ground/steep';
import { groundStyle, NOTHING, toFeatures } from '../src/map/ground/style';
import { roomIn } from '../src/map/view';
import { Imported } from '../src/map/imported/shown.svelte';
import type { Layer, SmallWatershedRow, Thing, WatershedFeature } from '../src/shared/api/types';
import { LOOKS } from '../src/shared/classes';

const square = (west: number, south: number, side = 1): number[][] => [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]];

function thing(code: string, fields: Record<string, unknown>, geometry: Thing['geometry'] = null): Thing {
  return { kind: 'small_watershed', code, name_zh: code, name_en: null, longitude: null, latitude: null, geometry, fields, version: 1, is_simulated: false };
}

const polygon = (...rings: number[][][]): Area => ({ type: 'Polygon', coordinates: rings });
const steep = (small_watershed: string, steep_percent: number | null) => ({ small_watershed, steep_percent }) as SmallWatershedRow;

// c → b → a, d → b, and e with f on a circle.
const register = registerOf(
  [
    thing('a', { area_km2: 10, section: '陶岔' }, polygon(square(0, 0))),
    thing('b', { area_km2: 0.1, flows_to: 'a' }, polygon(square(1, 0))),
    thing('c', { area_km2: 0.2, flows_to: 'b' }, polygon(square(2, 0), square(2.25, 0.25, 0.5))),
    thing('d', { area_km2: null, flows_to: 'b' }),
    thing('e', { area_km2: 1, flows_to: 'f', section: '' }),
    thing('f', { area_km2: 1, flows_to: 'e' }),
  ],
  [steep('a', 12), steep('b', null)],
);
const of = (code: string) => register.find((one) => one.code === code)!;
const codes = (some: { code: string }[]) => some.map(({ code }) => code).sort().join('');

describe('what flows to a small watershed by the register', () => {
  it('is all that comes to it in any number of steps, and itself', () => {
    expect(codes(above(register, of('a')))).toBe('abcd');
    expect(codes(above(register, of('c')))).toBe('c');
  });
  it('is each once where the register goes round', () => {
    expect(codes(above(register, of('e')))).toBe('ef');
  });
  it('has the areas of all, to the digits on record, and says of how many none is', () => {
    expect(sumOf(above(register, of('a')))).toEqual({ km2: 10.3, without: 1 });
    expect(sumOf([])).toEqual({ km2: 0, without: 0 });
  });
  it('begins where the place lies, and a hole is not of it', () => {
    expect(at(register, 0.5, 0.5)?.code).toBe('a');
    expect(at(register, 2.1, 0.5)?.code).toBe('c');
    expect(at(register, 2.5, 0.5)).toBeNull();
    expect(at(register, 9, 9)).toBeNull();
  });
  it('reads an empty section as none', () => {
    expect([of('a').section, of('e').section]).toEqual(['陶岔', null]);
  });
});

describe('an area', () => {
  it('holds what lies in any of its parts', () => {
    const two: Area = { type: 'MultiPolygon', coordinates: [[square(0, 0)], [square(5, 5)]] };
    expect([holds(two, 0.5, 0.5), holds(two, 5.5, 5.5), holds(two, 3, 3)]).toEqual([true, true, false]);
    expect(boxOf([two, polygon(square(-1, 2))])).toEqual([-1, 0, 6, 6]);
    expect(boxOf([])).toBeNull();
  });
});

describe('the border of areas together', () => {
  it('leaves out what two of them share, and keeps holes', () => {
    const length = (areas: Area[]) => outline(areas).coordinates.flatMap((line) => line.slice(1).map(([x = 0, y = 0], at) => Math.hypot(x - line[at]![0]!, y - line[at]![1]!))).reduce((sum, one) => sum + one, 0);
    expect(outline([polygon(square(0, 0))]).coordinates).toEqual([square(0, 0)]);
    expect(length([polygon(square(0, 0)), polygon(square(1, 0))])).toBe(6);
    expect(length([polygon(square(2, 0), square(2.25, 0.25, 0.5))])).toBe(6);
    // Four around one corner.
    expect(length([square(0, 0), square(1, 0), square(0, 1), square(1, 1)].map((ring) => polygon(ring)))).toBe(8);
    expect(outline([]).coordinates).toEqual([]);
  });
});

describe('the place in the address', () => {
  it.each([['111.35,32.6', [111.35, 32.6]], ['-0.5,-90', [-0.5, -90]], ['181,0', null], ['111', null], ['111,32,1', null], ['a,b', null], ['', null], [null, null]])('%j is %j', (param, expected) => {
    const place = readPlace(param);
    expect(place && [place.longitude, place.latitude]).toEqual(expected);
  });
  it('comes back to a metre', () => {
    expect(placeParam({ longitude: 111.123456789, latitude: 32.5 })).toBe('111.12346,32.5');
  });
  it('is within what is shown of its watershed, which is never too near', () => {
    const place = { longitude: 111, latitude: 32 };
    expect(around([110, 31, 110.5, 31.5], place)).toEqual([110, 31, 111, 32]);
    const [west, south, east, north] = around([111, 32, 111, 32], place)!;
    expect([east - west, north - south].every((side) => Math.abs(side - 0.12) < 1e-9)).toBe(true);
    expect(around(null, place)).toBeNull();
  });
  it('has an area of four digits', () => {
    expect([km2Of(12345.678), km2Of(4.68574), km2Of(0.00012345)]).toEqual([12350, 4.686, 0.0001234]);
  });
});

describe('layers of directions', () => {
  const layer = (id: number, form: Layer['form'], extent: Layer['extent']) => ({ id, code: `code${id}`, form, extent }) as Layer;
  const [near, far, shape] = [layer(1, 'directions', [110, 32, 111, 33]), layer(2, 'directions', [112, 32, 113, 33]), layer(3, 'geojson', null)];
  it('are asked and not drawn', () => {
    const imported = new Imported(() => undefined);
    imported.list.value = [near, shape];
    expect([imported.all.map((one) => one.layer.id), imported.directions.map(({ id }) => id)]).toEqual([[3], [1]]);
  });
  it('answer where they reach; elsewhere the first says that it does not', () => {
    expect(layerFor([near, far], { longitude: 112.5, latitude: 32.5 })?.id).toBe(2);
    expect(layerFor([near, far], { longitude: 100, latitude: 32.5 })?.id).toBe(1);
    expect(layerFor([], { longitude: 100, latitude: 32.5 })).toBeNull();
  });
});

describe('what drains to a place', () => {
  const layer = { id: 7 } as Layer;
  const said = (found: WatershedFeature['properties']['found'], cells: number | null = null) =>
    ({ layer, feature: { type: 'Feature', geometry: found === 'ground' ? { type: 'MultiPolygon', coordinates: [[square(0, 0)]] } : null, properties: { found, cells } } as WatershedFeature });
  it('is by directions where they say it, whatever the register has', () => {
    expect(answerOf(said('ground', 4), of('a'), register).by).toBe('directions');
  });
  it('is by the register where they do not, and says why', () => {
    expect(answerOf(said('too_large', 9e7), of('b'), register)).toMatchObject({ by: 'register', instead: 'too_large', cells: 9e7, km2: 0.3 });
    expect(answerOf(said('outside'), of('c'), register)).toMatchObject({ by: 'register', instead: 'outside' });
    expect(answerOf(null, of('c'), register)).toMatchObject({ by: 'register', instead: null });
  });
  it('is not known where neither says it', () => {
    expect(answerOf(said('no_data'), null, register)).toEqual({ by: 'nothing', why: 'no_data', cells: null });
    expect(answerOf(null, null, [])).toEqual({ by: 'nothing', why: 'unregistered', cells: null });
  });
});

describe('the steps of steep ground', () => {
  it('have their limit in the step above, and none where nothing is known', () => {
    expect([0, 4.9, 5, 49.9, 50, 100, null, undefined].map(stepOf)).toEqual([0, 0, 1, 3, 4, 4, null, null]);
    expect(STEPS.map((_, step) => stepText(step))).toEqual(['<5', '5–15', '15–30', '30–50', '≥50']);
  });
  it('have a colour each in both themes, and none of a water class', () => {
    const classes: string[] = Object.values(LOOKS).map(({ fill }) => fill.toLowerCase());
    for (const fills of Object.values(FILLS)) {
      expect(new Set(fills).size).toBe(STEPS.length);
      expect(fills.filter((fill) => classes.includes(fill))).toEqual([]);
    }
  });
});

describe('the room for what is shown', () => {
  it('is beside a card, or over it on a phone', () => {
    expect(roomIn(1200, 560).left).toBe(56);
    expect(roomIn(1200, 560, 'card').left).toBeGreaterThan(320);
    expect(roomIn(340, 368, 'card').bottom).toBeGreaterThan(368 * 0.5);
    const { top, bottom, left, right } = roomIn(340, 368, 'card');
    expect([368 - top - bottom, 340 - left - right].every((side) => side > 60)).toBe(true);
  });
});

describe('the style of the ground', () => {
  const paint = { fills: FILLS.light, border: '#4c5b5a', above: '#0b5a66', halo: '#ffffff' };
  it('has what has a border, with its step', () => {
    expect(toFeatures(register).features.map(({ properties }) => properties)).toEqual([{ code: 'a', step: 1 }, { code: 'b', step: -1 }, { code: 'c', step: -1 }]);
  });
  it('is one that the map takes', () => {
    const { sources, areas, lines } = groundStyle({ watersheds: toFeatures(register), above: NOTHING }, paint);
    expect(validateStyleMin({ version: 8, sources, layers: [...areas, ...lines] })).toEqual([]);
  });
});
