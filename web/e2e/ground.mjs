// Ground that was never measured, for tests alone: seeded noise beside the reservoir, made directions and small
// watersheds of by the program itself.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const [ROWS, COLS, CELL] = [120, 160, 0.005];
const [WEST, NORTH] = [110.95, 33.05];
const SMALL_KM2 = '120';

/** Numbers from 0 to 1 at the corners of a lattice, always the same (Knuth's multiplicative hash). */
function noise(x, y, octave) {
  let hash = Math.imul(x * 73856093 ^ y * 19349663 ^ (octave + 7) * 83492791, 2654435761);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

function smooth(x, y, octave) {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const ease = (part) => part * part * (3 - 2 * part);
  const [u, v] = [ease(x - i), ease(y - j)];
  const along = (row) => noise(i, row, octave) * (1 - u) + noise(i + 1, row, octave) * u;
  return along(j) * (1 - v) + along(j + 1) * v;
}

/** Hills that get lower to the south and to the middle, where a valley runs down. */
function heights() {
  const cells = new Float32Array(ROWS * COLS);
  for (let row = 0; row < ROWS; row += 1) {
    for (let col = 0; col < COLS; col += 1) {
      let height = (ROWS - row) * 4 + Math.abs(col - COLS / 2) * 5;
      for (let octave = 0; octave < 5; octave += 1) height += (smooth(col / (40 / 2 ** octave), row / (40 / 2 ** octave), octave) * 420) / 2 ** octave;
      cells[row * COLS + col] = height;
    }
  }
  return cells;
}

const SHORT = 3, LONG = 4, DOUBLE = 12;

/** A GeoTIFF of one strip in degrees of WGS 84 (TIFF 6.0; OGC 19-008r4). */
function geoTiff(cells) {
  const entries = [
    [256, SHORT, [COLS]], [257, SHORT, [ROWS]], [258, SHORT, [32]], [259, SHORT, [1]], [262, SHORT, [1]], [273, LONG, [0]], [277, SHORT, [1]],
    [278, SHORT, [ROWS]], [279, LONG, [cells.byteLength]], [339, SHORT, [3]], [33550, DOUBLE, [CELL, CELL, 0]], [33922, DOUBLE, [0, 0, 0, WEST, NORTH, 0]],
    [34735, SHORT, [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]],
  ];
  const sizes = { [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8 };
  let end = 8 + 2 + entries.length * 12 + 4;
  const places = entries.map(([, type, values]) => {
    const bytes = values.length * sizes[type];
    const place = bytes > 4 ? end : null;
    if (place !== null) end += bytes + (bytes % 2);
    return place;
  });
  entries.find(([tag]) => tag === 273)[2] = [end];
  const file = Buffer.alloc(end + cells.byteLength);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  const put = (type, value, at) => (type === SHORT ? file.writeUInt16LE(value, at) : type === LONG ? file.writeUInt32LE(value, at) : file.writeDoubleLE(value, at));
  entries.forEach(([tag, type, values], index) => {
    const at = 10 + index * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(values.length, at + 4);
    const place = places[index];
    if (place !== null) file.writeUInt32LE(place, at + 8);
    values.forEach((value, number) => put(type, value, (place ?? at + 8) + number * sizes[type]));
  });
  Buffer.from(cells.buffer).copy(file, end);
  return file;
}

const SLOPES = ['0_5', '5_8', '8_15', '15_25', '25_35', '35_90'];

/** Shares of slope that make 100, another for each watershed; none for every ninth, as of one that was not measured. */
function slopes(id) {
  if (id % 9 === 0) return {};
  const steep = (id * 7) % 65;
  const shares = [20, 10, 10, 60 - steep * 0.6, steep * 0.4, steep * 0.2];
  return Object.fromEntries(SLOPES.map((step, at) => [`slope_${step}_percent`, Number(shares[at].toFixed(2))]));
}

function thing({ properties: { id, own_km2, km2, flows_to }, geometry }) {
  const fields = { area_km2: Number(own_km2.toFixed(2)), whole_km2: Number(km2.toFixed(2)), flows_to: flows_to === null ? undefined : `w${flows_to}`, relief_m: 300 + id, stream_km: Number((own_km2 * 0.6).toFixed(2)), ...slopes(id) };
  const section = flows_to === null ? '坝上中(胡家岭)' : undefined;
  return { type: 'Feature', geometry, properties: { kind: 'small_watershed', code: `w${id}`, name_zh: `小流域${id}`, name_en: `Watershed ${id}`, section, ...fields } };
}

/** Gives a demo zone the pack, the things and, where `code` is given, the layer of directions. */
export async function bringGround(demo, folder, code = null) {
  const at = (name) => path.join(folder, name);
  await writeFile(at('dem.tif'), geoTiff(heights()));
  await demo.command(['terrain', 'd8', at('dem.tif'), at('d8.tif')]);
  await demo.command(['terrain', 'watershed', at('d8.tif'), at('small.tif'), '--small', SMALL_KM2, '--least', '1', '--polygons', at('small.geojson')]);
  const { features } = JSON.parse(await readFile(at('small.geojson'), 'utf8'));
  await writeFile(at('things.geojson'), JSON.stringify({ type: 'FeatureCollection', features: features.map(thing) }));
  await demo.configure((text) => text.replace(/^packs = \[/m, 'packs = ["small-watershed", '));
  await demo.command(['import', 'things', at('things.geojson')]);
  await demo.command(['run', 'small_watershed.watershed']);
  if (code !== null) await bringDirections(demo, folder, code);
}

export async function bringDirections(demo, folder, code) {
  await demo.command(['import', 'layer', path.join(folder, 'd8.tif'), '--code', code, '--title-zh', '流向（合成地形）', '--title-en', 'Flow directions (synthetic ground)', '--attribution', '合成地形，仅供测试', '--map-number', '测S(2026)001号']);
}
