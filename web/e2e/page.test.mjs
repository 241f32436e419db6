// What a person does on the page, in a real browser, on the demo zone's real data.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { checkWithAxe, makeDemo, openBrowser, visit } from './program.mjs';

const MONTH = '2021-04';
const NUMERALS = { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ', V: 'Ⅴ', inferior_V: '劣Ⅴ' };
const section = (code) => `/section/${encodeURIComponent(code)}`;

let demo, address, browser;
before(async () => {
  demo = await makeDemo();
  address = await demo.serve();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const onPage = (path, view, act) => visit(browser, address, path, view, act);

async function rowsOf(table, query = '') {
  const answer = await fetch(`${address}/api/tables/water_quality.${table}?limit=1000&${query}`);
  assert.equal(answer.status, 200);
  return (await answer.json()).rows;
}

async function takeAway(tab, format) {
  const waiting = tab.waitForEvent('download');
  await tab.getByRole('link', { name: format, exact: true }).click();
  return readFile(await (await waiting).path(), 'utf8');
}

function rowsOfCsv(text) {
  return text.split('\n').filter((line) => line && !line.replace('\ufeff', '').startsWith('#'));
}

test('each section of the schematic has the class that the API tells', async () => {
  const told = await rowsOf('section_month', `month=${MONTH}`);
  assert.ok(told.length > 20);
  await onPage(`/?month=${MONTH}`, {}, async (tab) => {
    for (const row of told.filter((row) => row.class)) {
      const mark = tab.locator(`a.mark[href*="${encodeURIComponent(row.section)}"], a.mark[href*="/section/${row.section}?"]`).first();
      await mark.waitFor({ timeout: 10_000 });
      assert.ok((await mark.innerText()).includes(NUMERALS[row.class]), row.section);
    }
  });
});

test('arrow keys go from month to month, and the address keeps the month', async () => {
  await onPage(`/?month=${MONTH}`, {}, async (tab) => {
    await tab.keyboard.press('ArrowLeft');
    await tab.waitForURL(/month=2021-03/);
    await tab.keyboard.press('ArrowRight');
    await tab.waitForURL(/month=2021-04/);
  });
});

test('a click and the keyboard lead to a section, and back', async () => {
  await onPage(`/?month=${MONTH}`, {}, async (tab) => {
    const mark = tab.locator('a.mark', { hasText: '陶岔' }).first();
    await mark.click();
    await tab.waitForURL(/\/section\//);
    await tab.getByRole('heading', { level: 1, name: /陶岔/ }).waitFor();
    await tab.goBack();
    await tab.locator('a.mark', { hasText: '陶岔' }).first().focus();
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { level: 1, name: /陶岔/ }).waitFor();
  });
});

test('the page speaks both languages and the address keeps which', async () => {
  await onPage(`/?month=${MONTH}&lang=en`, {}, async (tab) => {
    assert.equal(await tab.locator('html').getAttribute('lang'), 'en');
    await tab.getByText('Taocha').first().waitFor();
    const left = await tab.locator('main').innerText();
    assert.match(left, /sections/i);
  });
  await onPage(`/?month=${MONTH}&lang=zh`, {}, async (tab) => {
    assert.equal(await tab.locator('html').getAttribute('lang'), 'zh-CN');
    assert.match(await tab.locator('main').innerText(), /断面/);
  });
});

test('a figure is followed to the file and line that it comes from', async () => {
  const why = encodeURIComponent(`water_quality.section_month~section=陶岔~month=${MONTH}`);
  await onPage(`/?why=${why}`, {}, async (tab) => {
    const drawer = tab.getByRole('dialog');
    await drawer.waitFor();
    for (let depth = 0; depth < 6; depth++) {
      if (/feed_2021_04\.csv.*\d+/.test(await drawer.innerText())) break;
      const closed = drawer.locator('button[aria-expanded="false"], details:not([open]) > summary');
      const count = await closed.count();
      assert.ok(count > 0, 'nothing is left to open');
      await closed.nth(count - 1).click();
    }
    assert.match(await drawer.innerText(), /feed_2021_04\.csv/);
    await tab.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
  });
});

test('charts of a section have ink and their limit lines', async () => {
  await onPage(`${section('陶岔')}?month=${MONTH}`, {}, async (tab) => {
    const drawn = tab.locator('main :is(canvas, svg[width])');
    await drawn.first().waitFor({ timeout: 20_000 });
    await tab.waitForTimeout(500);
    const inked = await tab.evaluate(() => {
      const shapes = [...document.querySelectorAll('main svg path')].filter((path) => (path.getAttribute('d') ?? '').length > 200);
      const canvases = [...document.querySelectorAll('main canvas')].filter((canvas) => {
        const at = canvas.getContext('2d');
        const bytes = at?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const colours = new Set();
        for (let i = 0; i < bytes.length; i += 4) if (bytes[i + 3] > 0) colours.add((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]);
        return colours.size > 3;
      });
      return shapes.length + canvases.length;
    });
    assert.ok(inked >= 4, `${inked} charts have ink`);
  });
});

test('the map draws the water and the sections that have a place', async () => {
  await onPage(`/?month=${MONTH}&view=map`, {}, async (tab) => {
    await tab.locator('[data-ready="true"]').first().waitFor({ timeout: 60_000 });
    const picture = (await tab.locator('canvas.maplibregl-canvas').screenshot()).toString('base64');
    const colours = await tab.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const copy = new OffscreenCanvas(image.width, image.height).getContext('2d');
      copy.drawImage(image, 0, 0);
      const bytes = copy.getImageData(0, 0, image.width, image.height).data;
      const found = new Set();
      for (let i = 0; i < bytes.length; i += 4) found.add((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]);
      return found.size;
    }, picture);
    assert.ok(colours > 20, `${colours} colours`);
    await tab.getByText('Natural Earth').first().waitFor();
    // The link itself is a point; what is seen of it is its badge.
    await tab.getByRole('main').getByRole('link', { name: /陶岔/ }).first().locator('.badge').first().click();
    await tab.getByRole('heading', { level: 1, name: /陶岔/ }).waitFor();
  });
});

test('a table is narrowed, taken away as a file, and the file has its rows', async () => {
  const page = `/tables/water_quality.section_month?f.month=${MONTH}`;
  const told = await rowsOf('section_month', `month=${MONTH}`);
  await onPage(page, {}, async (tab) => {
    assert.equal(rowsOfCsv(await takeAway(tab, 'CSV')).length, told.length + 1);
    const { features } = JSON.parse(await takeAway(tab, 'GeoJSON'));
    assert.equal(features.length, told.length);
    assert.ok(features.some(({ geometry }) => geometry?.type === 'Point'), 'no section has a place');
  });
});

test('readings of a section are taken away as a file, those of the days that are shown', async () => {
  const days = 'from=2021-04-02&to=2021-04-03';
  await onPage(`${section('陶岔')}?month=${MONTH}&${days}`, {}, async (tab) => {
    const rows = rowsOfCsv(await takeAway(tab, 'CSV'));
    assert.ok(rows.length > 2, `${rows.length} lines`);
    for (const row of rows.slice(1)) assert.match(row, /^陶岔,2021-04-0[23]T/);
  });
});

test('a method is read where its number is', async () => {
  await onPage('/packs/water-quality#section_month', {}, async (tab) => {
    await tab.getByText('tables/section_month.sql').first().waitFor();
  });
});

test('a silent month and an unknown section are told, not left blank', async () => {
  await onPage(`${section('岷江大桥')}?month=${MONTH}`, {}, async (tab) => {
    assert.match(await tab.locator('main').innerText(), /没有|无数据/);
  });
});

test('a wall tells the time and what the data are of, and does not scroll', async () => {
  for (const lang of ['zh', 'en']) {
    for (const view of ['water', 'map']) {
      await onPage(`/?kiosk=1&theme=dark&lang=${lang}&view=${view}`, { viewport: { width: 1920, height: 1080 } }, async (tab) => {
        const high = await tab.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
        assert.ok(high <= 0, `${lang} ${view} is ${high} px too high`);
        assert.equal((await tab.locator('main header').first().innerText()).match(/\d{4}-\d\d-\d\d \d\d:\d\d/g)?.length, 2);
      });
    }
  }
});

for (const [name, path] of [['the zone', `/?month=${MONTH}`], ['a section', `${section('陶岔')}?month=${MONTH}`]]) {
  test(`${name} fits a phone of 360 pixels`, async () => {
    await onPage(path, { viewport: { width: 360, height: 780 } }, async (tab) => {
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `it is ${wide} px too wide`);
    });
  });

  test(`${name} has no fault that axe finds, light and dark`, async () => {
    for (const theme of ['light', 'dark']) await onPage(`${path}&theme=${theme}`, {}, checkWithAxe);
  });
}
