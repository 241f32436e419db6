import { describe, expect, it } from 'vitest';
import lakesText from '../../data/natural_earth/lakes.geojson?raw';
import riversText from '../../data/natural_earth/rivers.geojson?raw';
import type { SectionMonth, Thing } from '../src/shared/api/types';
import { nameSides, spread, textWidth } from '../src/map/arrange';
import { degree, graticule, stepFor, ticks } from '../src/map/graticule';
import { clear, labels, middle, stretches } from '../src/map/labels';
import { credits, type Lakes, type Rivers } from '../src/map/layers';
import { boundsOf, home, lakeBoxes, placed, toGeoJson, within, type SectionState } from '../src/map/points';
import { scaleLength } from '../src/map/view';

function section(code: string, at: [number, number] | null, rank: number | null, state: SectionState['state'] = 'judged'): SectionState {
  const thing = { code, name_zh: code, name_en: null, longitude: at?.[0] ?? null, latitude: at?.[1] ?? null, fields: {} } as Thing;
  return { code, thing, state, now: rank === null ? null : ({ class_rank: rank } as SectionMonth) };
}

const sections = [
  section('夹河口', [110.02574, 32.87737], null, 'silent'),
  section('陶岔', [111.705278, 32.671944], 2),
  section('坝上中(胡家岭)', [111.502222, 32.552222], 4),
  section('五龙泉', null, 2),
  section('南津关', [111.270672, 30.754006], 2),
];
const shown = placed(sections);
const lakes = lakeBoxes(JSON.parse(lakesText) as Lakes);

describe('sections on the map', () => {
  it('are those with coordinates, the worse and the silent drawn last', () => {
    expect(shown.map((one) => one.code)).toEqual(['陶岔', '南津关', '坝上中(胡家岭)', '夹河口']);
  });
  it('are points in the order longitude, latitude', () => {
    expect(toGeoJson(shown).features[0]).toEqual({
      type: 'Feature',
      properties: { code: '陶岔' },
      geometry: { type: 'Point', coordinates: [111.705278, 32.671944] },
    });
  });
  it('are reached only where they are in view', () => {
    expect(within(shown, [111, 32, 112, 33]).map((one) => one.code)).toEqual(['陶岔', '坝上中(胡家岭)']);
  });
  it('have bounds, and none where nothing is placed', () => {
    expect(boundsOf(shown)).toEqual([110.02574, 30.754006, 111.705278, 32.87737]);
    expect(boundsOf([])).toBeNull();
  });
});

describe('what the map opens on', () => {
  it('is the reservoir with the sections near it, without those on the Yangtze', () => {
    expect(home(shown, lakes)).toEqual([110.02574, 32.50792, 111.705278, 33.0575]);
  });
  it('is every section where no lake has one near', () => {
    const yangtze = shown.filter((one) => one.code === '南津关');
    expect(home(yangtze, lakes)).toEqual(boundsOf(yangtze));
  });
});

describe('markers that lie close', () => {
  it('are pushed apart by as little as it takes', () => {
    const [a, b, c] = spread([{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 200, y: 0 }], 30);
    expect(b!.x - a!.x).toBeGreaterThanOrEqual(29.5);
    expect(b!.x - a!.x).toBeLessThan(31);
    expect(c).toEqual({ x: 200, y: 0 });
  });
  it('part even when they stand at one place', () => {
    const [a, b] = spread([{ x: 5, y: 5 }, { x: 5, y: 5 }], 30);
    expect(Math.hypot(b!.x - a!.x, b!.y - a!.y)).toBeGreaterThanOrEqual(29.5);
  });
  it('print a name only where it covers nothing', () => {
    const frame = { width: 300, height: 100, radius: 10, lineHeight: 20 };
    const spots = [{ x: 50, y: 50 }, { x: 80, y: 50 }, { x: 290, y: 50 }];
    expect(nameSides(spots, [30, 30, 30], frame)).toEqual(['left', 'right', 'left']);
    expect(nameSides([{ x: 50, y: 50 }], [400], frame)).toEqual([null]);
  });
  it('reckon a Chinese sign as wide as it is high', () => {
    expect(textWidth('陶岔', 13)).toBe(26);
    expect(textWidth('Taocha', 13)).toBeCloseTo(43.7, 1);
  });
});

describe('names of waters', () => {
  it('stand at the middle of each stretch of a line', () => {
    expect(stretches([[0, 0], [1, 0], [4, 0]], 2)).toEqual([[1, 0], [3, 0]]);
    expect(stretches([[0, 0], [0.5, 0]], 2)).toEqual([[0.25, 0]]);
  });
  it('stand inside a bent lake, away from its shore', () => {
    const [x = 0, y = 0] = middle([[0, 0], [10, 0], [10, 4], [4, 4], [4, 10], [0, 10], [0, 0]]);
    expect(x < 4 || y < 4).toBe(true);
    expect(Math.min(x, y)).toBeGreaterThan(1);
  });
  it('keep clear of sections and apart from one another', () => {
    expect(clear([[0, 0], [0.5, 0], [1, 0], [2, 0]], [[1.1, 0]])).toEqual([[0, 0], [2, 0]]);
  });
  it('are there once for the reservoir, and only for waters that have a label', () => {
    const found = labels({ lakes: JSON.parse(lakesText) as Lakes, rivers: JSON.parse(riversText) as Rivers }, shown).features;
    expect(found.filter((one) => one.properties.kind === 'lake').map((one) => one.properties.label_zh)).toEqual(['丹江口水库']);
    expect([...new Set(found.filter((one) => one.properties.kind === 'river').map((one) => one.properties.label_zh))].sort()).toEqual(['丹江', '汉江'].sort());
  });
});

describe('the edges of the map', () => {
  it('have round degrees', () => {
    expect(ticks(109.9, 111.2, 0.5)).toEqual([110, 110.5, 111]);
    expect(ticks(0.05, 0.35, 0.1)).toEqual([0.1, 0.2, 0.3]);
    expect(degree(110.5, 'x')).toBe('110.5°E');
    expect(degree(-122.4, 'x')).toBe('122.4°W');
  });
  it('have lines neither crowded nor absent', () => {
    expect(stepFor(2, 960)).toBe(0.5);
    expect(stepFor(20, 960)).toBe(5);
    expect(graticule([110, 32, 111, 33], 0.5).features[0]?.geometry.coordinates).toHaveLength(6);
  });
  it('have a scale of a round length', () => {
    const { metres, px } = scaleLength({ width: 960, height: 600, zoom: 8, bounds: [110, 32.4, 112, 33], project: () => ({ x: 0, y: 0 }) }, 120);
    expect(metres).toBe(20_000);
    expect(px).toBeLessThanOrEqual(120);
  });
});

describe('the layers', () => {
  it('name each source and each approval number once', () => {
    const layer = { id: 'lakes', url: '', attribution: 'Natural Earth', extent: [0, 0, 1, 1], approval: null } as const;
    const approved = { ...layer, attribution: 'Bureau', approval: 'GS(2026)1' };
    expect(credits([layer, layer, approved])).toEqual({ attributions: ['Natural Earth', 'Bureau'], approvals: ['GS(2026)1'] });
  });
});
