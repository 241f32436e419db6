// Small watersheds on the map, and the watershed above a place: in a real browser, on ground made for the test.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bringDirections, bringGround } from './ground.mjs';
import { checkWithAxe, makeDemo, openBrowser, openTab, visit } from './program.mjs';

const PAGE = '/?month=2021-04&view=map';
// In a small watershed of the made ground; the section 陶岔 lies in the eastern part of it.
const PLACE = '111.62,32.5';

let demo, folder, address, browser;
before(async () => {
  [demo, browser, folder] = await Promise.all([makeDemo(), openBrowser(), mkdtemp(path.join(tmpdir(), 'wellkeeper-ground-'))]);
  await bringGround(demo, folder);
  address = await demo.serve();
});
after(async () => {
  await browser?.close();
  await demo?.end();
  await rm(folder, { recursive: true, force: true });
});

const onMap = (more, view, act) => visit(browser, address, PAGE + more, view, act);
const ready = (tab) => tab.locator('[data-ready="true"]').first().waitFor({ timeout: 60_000 });
const card = (tab) => tab.getByRole('region', { name: /^(此处以上的集水区|Watershed above this place)$/ });
const canvas = (tab) => tab.locator('canvas.maplibregl-canvas');
const number = (text) => Number(/([\d.]+)\s*km²/.exec(text)?.[1]);

async function clickAt(tab, share) {
  const { x, y, width, height } = await canvas(tab).boundingBox();
  await tab.mouse.click(x + width * share[0], y + height * share[1]);
}

test('small watersheds are in the list of layers with the key of their colours, and the address keeps whether they are shown', async () => {
  await onMap('', {}, async (tab) => {
    await ready(tab);
    await tab.getByRole('button', { name: /^图层/ }).click();
    const box = tab.getByRole('checkbox', { name: /小流域\s*67个/ });
    assert.ok(await box.isChecked());
    await tab.getByText('15–30').waitFor();
    await box.uncheck();
    await tab.waitForURL(/watersheds=-/);
    assert.equal(await tab.getByText('15–30').count(), 0);
    await box.check();
    await tab.waitForURL((url) => !url.searchParams.has('watersheds'));
  });
});

test('without directions a place has the small watershed there and all that flow to it, and says that it is by the register', async () => {
  await onMap(`&above=${PLACE}`, {}, async (tab) => {
    await ready(tab);
    await card(tab).getByText(/按登记的小流域/).waitFor();
    const text = await card(tab).innerText();
    assert.match(text, /所在小流域：小流域\d+/);
    assert.match(text, /流到断面\s*坝上中/);
    await card(tab).getByRole('link', { name: /^小流域\d+$/ }).click();
    await tab.waitForURL(/\/tables\/small_watershed\.watershed\?.*f\.small_watershed=w\d+/);
    await tab.getByRole('cell', { name: /^w\d+$/ }).first().waitFor();
  });
});

test('by key Enter asks about the middle of the map, the button does too, and Esc closes the card', async () => {
  await onMap('', {}, async (tab) => {
    await ready(tab);
    await canvas(tab).focus();
    for (let step = 0; step < 3; step += 1) await tab.keyboard.press('ArrowRight');
    await tab.waitForTimeout(600);
    await tab.keyboard.press('Enter');
    await tab.waitForURL(/above=1\d\d\.\d+,3\d\.\d+/);
    await card(tab).getByText(/小流域/).first().waitFor();
    await tab.keyboard.press('Escape');
    await card(tab).waitFor({ state: 'detached' });
    await tab.waitForURL((url) => !url.searchParams.has('above'));
    assert.ok(await canvas(tab).evaluate((one) => one === document.activeElement));
    await tab.getByRole('button', { name: '此处以上的集水区' }).press('Enter');
    await card(tab).waitFor();
  });
});

test('with directions a click tells the watershed above that place, and where nothing is known it says so', async () => {
  const before = { area: NaN };
  await onMap(`&above=${PLACE}`, {}, async (tab) => {
    await card(tab).getByText(/按登记的小流域/).waitFor();
    before.area = number(await card(tab).innerText());
  });
  await bringDirections(demo, folder, 'flow');
  await onMap(`&above=${PLACE}&lang=en`, {}, async (tab) => {
    await ready(tab);
    await card(tab).getByText(/By flow directions \(layer 1\)/).waitFor();
    const text = await card(tab).innerText();
    assert.match(text, /Moved to the river\s*(\d+ m|not moved)/);
    assert.match(text, /合成地形，仅供测试.*测S\(2026\)001号/);
    const area = number(text);
    assert.ok(area > 0 && area !== before.area, `${area} km², by the register ${before.area}`);
    // By the register of the same ground the mouth lies farther down.
    assert.ok(area < before.area * 1.05, `${area} km² of ${before.area}`);
    await card(tab).getByRole('button', { name: /^(Close|关闭)/ }).click();
    await card(tab).waitFor({ state: 'detached' });
  });
  await onMap('', {}, async (tab) => {
    await ready(tab);
    await clickAt(tab, [0.5, 0.9]);
    await card(tab).getByText('这里在流向栅格的范围以外，也没有登记的小流域。').waitFor();
    await clickAt(tab, [0.75, 0.3]);
    await card(tab).getByText(/按流向栅格/).waitFor();
  });
});

test('a watershed that could not be worked out is told, and asked for again', async () => {
  const { tab, close } = await openTab(browser, address);
  const asked = /\/api\/layers\/\d+\/watershed/;
  await tab.route(asked, (route) => route.fulfill({ status: 503, json: { title: 'Service Unavailable', status: 503, detail: 'no watershed within 20 s' } }));
  await tab.goto(`${address}${PAGE}&above=${PLACE}`);
  await card(tab).getByText(/没有算出来：no watershed within 20 s/).waitFor();
  await tab.unroute(asked);
  await card(tab).getByRole('button', { name: '重试' }).click();
  await card(tab).getByText(/按流向栅格/).waitFor();
  await close();
});

test('a wall shows the small watersheds and asks nothing', async () => {
  await onMap('&kiosk=1', { viewport: { width: 1920, height: 1080 } }, async (tab) => {
    await ready(tab);
    assert.equal(await tab.getByRole('button', { name: '此处以上的集水区' }).count(), 0);
  });
});

test('on a phone a tap asks, its buttons can be hit by a thumb, and the page is not too wide', async () => {
  await onMap('', { viewport: { width: 390, height: 844 }, hasTouch: true }, async (tab) => {
    await ready(tab);
    const button = tab.getByRole('button', { name: '此处以上的集水区' });
    const { width, height } = await button.boundingBox();
    assert.ok(Math.min(width, height) >= 44, `${width} × ${height}`);
    await button.tap();
    await card(tab).waitFor();
    const middle = new URL(tab.url()).searchParams.get('above');
    await tab.keyboard.press('Escape');
    await card(tab).waitFor({ state: 'detached' });
    const { x, y, width: wideMap, height: highMap } = await canvas(tab).boundingBox();
    await tab.touchscreen.tap(x + wideMap * 0.7, y + highMap * 0.35);
    await card(tab).waitFor();
    assert.notEqual(new URL(tab.url()).searchParams.get('above'), middle);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `it is ${wide} px too wide`);
  });
});

test('card and key have no fault that axe finds, light and dark', async () => {
  for (const theme of ['light', 'dark']) {
    await onMap(`&above=${PLACE}&theme=${theme}`, {}, async (tab) => {
      await ready(tab);
      await card(tab).getByText(/按流向栅格/).waitFor();
      await tab.getByRole('button', { name: /^图层/ }).click();
      await checkWithAxe(tab);
    });
  }
});
