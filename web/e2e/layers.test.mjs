// The zone's own layers on the map: in a real browser, on the demo zone with layers imported into it.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkWithAxe, makeDemo, openBrowser, openTab, visit } from './program.mjs';

const PAGE = '/?month=2021-04&view=map';
const NUMBER = '鄂S(2026)012号';
// Round the reservoir, so that it fills the middle of what the map opens on.
const ZONE = {
  type: 'Feature',
  properties: { 名称: '二级保护区', 批文: '<b>鄂政函</b>', ...Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`项${at}`, at])) },
  geometry: { type: 'Polygon', coordinates: [[[110.1, 32.4], [111.8, 32.4], [111.8, 33.1], [110.1, 33.1], [110.1, 32.4]]] },
};
const ROAD = { type: 'Feature', properties: { name: 'G241' }, geometry: { type: 'LineString', coordinates: [[110.2, 32.5], [111.6, 32.6]] } };

let demo, folder, address, browser;
before(async () => {
  [demo, browser, folder] = await Promise.all([makeDemo(), openBrowser(), mkdtemp(path.join(tmpdir(), 'wellkeeper-layers-'))]);
  await importLayer('protection', '二级保护区', 'Protection zone', ZONE, ['--map-number', NUMBER]);
  await importLayer('roads', '危化品道路', 'Roads', ROAD, []);
  address = await demo.serve();
});
after(async () => {
  await browser?.close();
  await demo?.end();
  await rm(folder, { recursive: true, force: true });
});

async function importLayer(code, zh, en, feature, more) {
  const file = path.join(folder, `${code}.geojson`);
  await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
  await demo.command(['import', 'layer', file, '--code', code, '--title-zh', zh, '--title-en', en, '--attribution', '丹江口市水利和湖泊局', ...more]);
}

const onMap = (more, view, act) => visit(browser, address, PAGE + more, view, act);
const ready = (tab) => tab.locator('[data-ready="true"]').first().waitFor({ timeout: 60_000 });
const control = (tab) => tab.getByRole('button', { name: /^(图层|Layers)/ });
const card = (tab) => tab.getByRole('region', { name: '二级保护区' });

async function clickMiddle(tab) {
  const { x, y, width, height } = await tab.locator('canvas.maplibregl-canvas').boundingBox();
  await tab.mouse.click(x + width * 0.45, y + height * 0.6);
}

test('the list has the imported layers, and the address keeps which are shown', async () => {
  await onMap('', {}, async (tab) => {
    await ready(tab);
    await control(tab).focus();
    await tab.keyboard.press('Enter');
    const boxes = tab.getByRole('checkbox');
    assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => box.checked)), [true, true]);
    await tab.getByRole('checkbox', { name: /危化品道路\s*1个要素/ }).uncheck();
    await tab.waitForURL(/layers=protection(&|$)/);
    await tab.getByRole('checkbox', { name: /二级保护区/ }).uncheck();
    await tab.waitForURL(/layers=-(&|$)/);
    await tab.getByRole('checkbox', { name: /二级保护区/ }).check();
    await tab.getByRole('checkbox', { name: /危化品道路/ }).check();
    await tab.waitForURL((url) => !url.searchParams.has('layers'));
    await tab.keyboard.press('Escape');
    await boxes.first().waitFor({ state: 'hidden' });
    assert.ok(await control(tab).evaluate((button) => button === document.activeElement));
  });
});

test('a click on a feature opens its properties as text, and Esc closes them', async () => {
  await onMap('&layers=protection', {}, async (tab) => {
    await ready(tab);
    await clickMiddle(tab);
    await card(tab).waitFor();
    assert.match(await card(tab).innerText(), /<b>鄂政函<\/b>/);
    assert.equal(await card(tab).locator('dt').count(), 30);
    assert.match(await card(tab).innerText(), /另有5项/);
    await tab.keyboard.press('Escape');
    await card(tab).waitFor({ state: 'detached' });
  });
});

test('Enter in the list goes to a layer, and Enter on the map opens what lies in its middle', async () => {
  await onMap('&layers=-', {}, async (tab) => {
    await ready(tab);
    await control(tab).click();
    await tab.getByRole('button', { name: '缩放到二级保护区' }).focus();
    await tab.keyboard.press('Enter');
    await tab.waitForURL(/layers=protection/);
    await ready(tab);
    await tab.locator('canvas.maplibregl-canvas').focus();
    await tab.keyboard.press('Enter');
    await card(tab).waitFor();
  });
});

test('who made a shown layer, and its 审图号, stand under the map, and not those of a hidden one', async () => {
  await onMap('', {}, async (tab) => {
    await ready(tab);
    await tab.getByText(NUMBER).waitFor();
  });
  await onMap('&layers=roads', {}, async (tab) => {
    await ready(tab);
    await tab.getByText('危化品道路：').waitFor();
    assert.equal(await tab.getByText(NUMBER).count(), 0);
  });
});

test('a layer that cannot be read is told, the map stays, and it is read again', async () => {
  const { tab, close } = await openTab(browser, address);
  const features = /\/api\/layers\/\d+\/features/;
  await tab.route(features, (route) => route.fulfill({ status: 500, body: '' }));
  await tab.goto(address + PAGE);
  await ready(tab);
  const told = tab.getByText(/没有读全的图层：.*二级保护区/);
  await told.waitFor();
  // A marker has no size of its own: its face is laid over the point.
  await tab.getByRole('link', { name: /陶岔/ }).first().waitFor({ state: 'attached' });
  await tab.unroute(features);
  await tab.getByRole('button', { name: /^重试 · 没有读全的图层/ }).click();
  await told.waitFor({ state: 'detached' });
  // Nothing on the page tells when it is drawn.
  for (let tries = 0; tries < 50 && (await card(tab).count()) === 0; tries += 1) {
    await clickMiddle(tab);
    await tab.waitForTimeout(200);
  }
  await card(tab).waitFor();
  await close();
});

test('a tile that is lost while the map is open is told, and is read again', async () => {
  const { tab, close } = await openTab(browser, address);
  let isLost = true;
  // The layers of this zone are too small to be cut to tiles by themselves.
  await tab.route('**/api/layers', async (route) => {
    const { rows } = await (await route.fetch()).json();
    const cut = rows.map((row) => ({ ...row, form: 'tiles', max_zoom: 9, url: `/api/layers/${row.id}/tiles/{z}/{x}/{y}` }));
    await route.fulfill({ json: { rows: cut } });
  });
  // As a layer is answered for that was removed meanwhile; in the time that an answer takes.
  await tab.route(/\/api\/layers\/\d+\/tiles/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await route.fulfill(isLost ? { status: 404, json: { detail: 'there is no layer' } } : { status: 204, body: '' });
  });
  await tab.goto(address + PAGE);
  await ready(tab);
  const told = tab.getByText(/没有读全的图层：.*二级保护区/);
  const again = tab.getByRole('button', { name: /^重试 · 没有读全的图层/ });
  await told.waitFor();
  await again.click();
  await told.waitFor({ state: 'detached' });
  // It is lost still.
  await told.waitFor();
  isLost = false;
  await again.click();
  await told.waitFor({ state: 'detached' });
  await ready(tab);
  await tab.waitForTimeout(500);
  assert.equal(await told.count(), 0);
  await close();
});

test('a zone without layers has nothing to choose them with', async () => {
  const { tab, faults, close } = await openTab(browser, address);
  await tab.route('**/api/layers', (route) => route.fulfill({ json: { rows: [] } }));
  await tab.goto(address + PAGE, { waitUntil: 'networkidle' });
  await ready(tab);
  assert.equal(await control(tab).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('a wall shows the layers and has nothing to choose them with', async () => {
  await onMap('&kiosk=1', { viewport: { width: 1920, height: 1080 } }, async (tab) => {
    await ready(tab);
    await tab.getByText(NUMBER).waitFor();
    assert.equal(await control(tab).count(), 0);
    const high = await tab.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    assert.ok(high <= 0, `it is ${high} px too high`);
  });
});

test('on a phone the list can be hit by a thumb, and the page is not too wide', async () => {
  await onMap('', { viewport: { width: 360, height: 780 } }, async (tab) => {
    await ready(tab);
    await control(tab).click();
    for (const target of [control(tab), tab.locator('label', { has: tab.getByRole('checkbox') }).first()]) {
      const { width, height } = await target.boundingBox();
      assert.ok(Math.min(width, height) >= 44, `${width} × ${height}`);
    }
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `it is ${wide} px too wide`);
  });
});

test('list and card have no fault that axe finds, light and dark', async () => {
  for (const theme of ['light', 'dark']) {
    await onMap(`&layers=protection&theme=${theme}`, {}, async (tab) => {
      await ready(tab);
      await clickMiddle(tab);
      await card(tab).waitFor();
      await control(tab).click();
      await checkWithAxe(tab);
    });
  }
});
