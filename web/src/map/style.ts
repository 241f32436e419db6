import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { Theme } from '../shared/theme.svelte';
import { FILLS } from './ground/steep';
import { groundStyle, type GroundDrawn } from './ground/style';
import { COLOURS } from './imported/looks';
import { layersStyle, type ShownLayer } from './imported/style';
import type { Waters } from './layers';

export interface Drawn {
  waters: Waters;
  names: FeatureCollection;
  graticule: FeatureCollection;
  /** The true places of the sections, under markers that may have been moved. */
  places: FeatureCollection;
  imported: readonly ShownLayer[];
  ground: GroundDrawn;
}

export interface Palette {
  land: string;
  water: string;
  shore: string;
  river: string;
  line: string;
  dot: string;
  text: string;
  /** Of what drains to a place. */
  above: string;
  /** Of small watersheds, by their steps of steep ground. */
  steep: readonly string[];
  /** Of the imported layers, by their looks. */
  layers: readonly string[];
}

/** The page's own colours, so that the map follows its theme. */
export function readPalette(element: Element, theme: Theme): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    land: of('--surface'),
    water: of('--water'),
    shore: of('--water-deep'),
    river: of('--water-deep'),
    line: of('--line'),
    dot: of('--marker-outline'),
    text: of('--ink-soft'),
    above: of('--accent'),
    steep: FILLS[theme],
    layers: COLOURS[theme],
  };
}

// Without `glyphs` all text is drawn from the reader's own fonts: nothing is fetched, Chinese included.
const FONTS = ['Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];

export function mapStyle(drawn: Drawn, palette: Palette, lang: 'zh' | 'en'): StyleSpecification {
  const { waters, names, graticule, places } = drawn;
  const imported = layersStyle(drawn.imported, { colours: palette.layers, halo: palette.land, fonts: FONTS });
  const ground = groundStyle(drawn.ground, { fills: palette.steep, border: palette.text, above: palette.above, halo: palette.land });
  const label: ExpressionSpecification = ['get', `label_${lang}`];
  const text = { 'text-color': palette.text, 'text-halo-color': palette.water, 'text-halo-width': 1.5 };
  return {
    version: 8,
    sources: {
      lakes: { type: 'geojson', data: waters.lakes },
      rivers: { type: 'geojson', data: waters.rivers },
      names: { type: 'geojson', data: names },
      graticule: { type: 'geojson', data: graticule },
      places: { type: 'geojson', data: places },
      ...imported.sources,
      ...ground.sources,
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': palette.land } },
      { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': palette.line, 'line-width': 1 } },
      // Under the waters, which are landmarks.
      ...ground.areas,
      {
        id: 'rivers',
        type: 'line',
        source: 'rivers',
        filter: ['==', ['get', 'featurecla'], 'River'],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': palette.river,
          // The lower the rank, the greater the river.
          'line-width': ['interpolate', ['linear'], ['zoom'], 4, ['case', ['<=', ['get', 'scalerank'], 6], 1.25, 0.6], 9, ['case', ['<=', ['get', 'scalerank'], 6], 4.5, 2.25]],
        },
      },
      { id: 'lakes', type: 'fill', source: 'lakes', paint: { 'fill-color': palette.water } },
      { id: 'shores', type: 'line', source: 'lakes', paint: { 'line-color': palette.shore, 'line-width': 1.25 } },
      ...imported.layers,
      ...ground.lines,
      {
        id: 'river-names',
        type: 'symbol',
        source: 'names',
        filter: ['==', ['get', 'kind'], 'river'],
        minzoom: 7.5,
        layout: { 'text-field': label, 'text-font': FONTS, 'text-size': 13, 'text-letter-spacing': 0.08, 'text-variable-anchor': ['bottom', 'top', 'left'], 'text-radial-offset': 0.6, 'text-padding': 12 },
        paint: { ...text, 'text-halo-color': palette.land },
      },
      {
        id: 'lake-names',
        type: 'symbol',
        source: 'names',
        filter: ['==', ['get', 'kind'], 'lake'],
        minzoom: 8,
        layout: { 'text-field': label, 'text-font': FONTS, 'text-size': 14, 'text-letter-spacing': 0.12, 'text-max-width': 8 },
        paint: text,
      },
      { id: 'places', type: 'circle', source: 'places', paint: { 'circle-radius': 3, 'circle-color': palette.dot } },
    ],
  };
}
