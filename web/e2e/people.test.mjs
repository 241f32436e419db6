// Who may see what, how the book is, and the board: in a real browser, on the demo zone's real data.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkWithAxe, makeDemo, openBrowser, visit, waitForLine } from './program.mjs';

const PASSWORDS = { wang: 'seven sluices of the dam', li: 'clear water all the way' };
const AREA = '河南省';
const DEEP = `/section/${encodeURIComponent('陶岔')}?month=2021-04`;
const BOARD = '/packs/water-quality/board?month=2021-04';
const NUMERALS = { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ', V: 'Ⅴ', inferior_V: '劣Ⅴ' };
// The browser tells the console of every answer that refuses.
const REFUSED = /the server responded with a status of (401|429)/;

// One zone, served twice: to this machine without a question, and to those who sign in.
let demo, open, shut, browser;
before(async () => {
  demo = await makeDemo();
  await demo.command(['person', 'add', 'wang', '--role', 'reviewer'], `${PASSWORDS.wang}\n`);
  await demo.command(['person', 'add', 'li', '--area', `area=${AREA}`], `${PASSWORDS.li}\n`);
  [open, shut, browser] = await Promise.all([demo.serve(), demo.serve('--sign-in'), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const onOpen = (page, act) => visit(browser, open, page, {}, act);
const onShut = (page, act) => visit(browser, shut, page, {}, act, REFUSED);

async function told(path) {
  const answer = await fetch(`${open}/api${path}`);
  assert.equal(answer.status, 200, path);
  return answer.json();
}

async function enter(tab, name, password) {
  await tab.locator('#sign-in-name').fill(name);
  await tab.locator('#sign-in-password').fill(password);
  await tab.locator('#sign-in-submit').click();
  // Checking a password takes its time, so that guessing does.
  await tab.locator('form[aria-busy="true"]').waitFor({ state: 'detached' });
}

async function signIn(tab, name) {
  await enter(tab, name, PASSWORDS[name]);
  await tab.locator('#sign-in').waitFor({ state: 'detached' });
}

const refusal = (tab) => tab.locator('#sign-in-refusal').innerText();

test('whoever signs in at a page deep in the book stays there, and gets the form back on leaving', async () => {
  await onShut(DEEP, async (tab) => {
    await tab.locator('#sign-in').waitFor();
    await signIn(tab, 'wang');
    await tab.getByRole('heading', { level: 1, name: /陶岔/ }).waitFor();
    assert.equal(tab.url(), shut + DEEP);
    await tab.locator('#person-menu').click();
    await tab.locator('#sign-out').click();
    await tab.locator('#sign-in').waitFor();
    await tab.reload({ waitUntil: 'networkidle' });
    await tab.locator('#sign-in').waitFor();
    assert.equal(await tab.getByRole('heading', { name: /陶岔/ }).count(), 0);
  });
});

test('a wrong password is told, and another may be tried at once', async () => {
  await onShut('/', async (tab) => {
    await enter(tab, 'wang', 'eight sluices of the dam');
    assert.match(await refusal(tab), /用户名或密码不对/);
    assert.equal(await tab.locator('#sign-in-password').inputValue(), '');
    await signIn(tab, 'wang');
  });
});

test('after five wrong passwords the sixth waits, and the seconds are counted down', async () => {
  await onShut('/', async (tab) => {
    // Nobody of this name: whoever guesses is not told so.
    for (let tries = 0; tries < 5; tries += 1) {
      await enter(tab, 'zhao', `guess number ${tries}`);
      assert.match(await refusal(tab), /用户名或密码不对/);
    }
    await enter(tab, 'zhao', 'guess number 6');
    const first = await refusal(tab);
    assert.match(first, /请在 1[45] 分 \d\d 秒后再试/);
    assert.ok(await tab.locator('#sign-in-submit').isDisabled());
    await tab.waitForFunction((was) => document.querySelector('#sign-in-refusal').innerText !== was, first, { timeout: 5000 });
  });
});

test('whoever has an area sees its sections, and which area it is', async () => {
  const { rows } = await told('/things?kind=section&limit=1000');
  const own = new Set(rows.filter(({ fields }) => fields.area === AREA).map(({ code }) => code));
  assert.ok(own.size > 0 && own.size < rows.length);
  await onShut('/?month=2021-04', async (tab) => {
    await signIn(tab, 'li');
    for (const view of ['', '&view=table']) {
      if (view) await tab.goto(`${shut}/?month=2021-04${view}`, { waitUntil: 'networkidle' });
      await tab.locator('main a[href^="/section/"]').first().waitFor();
      const links = await tab.locator('a[href^="/section/"]').evaluateAll((all) => all.map((link) => link.pathname));
      const codes = new Set(links.map((path) => decodeURIComponent(path.replace('/section/', ''))));
      assert.deepEqual([...codes].sort(), [...own].sort());
      assert.match(await tab.locator('#area-line').innerText(), new RegExp(AREA));
    }
  });
});

test('the form has no fault that axe finds, light and dark, fresh and refused', async () => {
  for (const theme of ['light', 'dark']) {
    await onShut(`${DEEP}&theme=${theme}`, async (tab) => {
      await checkWithAxe(tab);
      // Nothing is sent where nothing was filled in.
      await tab.locator('#sign-in-submit').click();
      await tab.locator('#sign-in-refusal').waitFor();
      await checkWithAxe(tab);
    });
  }
});

test('the status says what to see to, and where readings come from', async () => {
  const { sources } = await told('/status');
  assert.ok(sources.length > 1);
  await onOpen('/status', async (tab) => {
    const verdict = await tab.locator('main').getByRole('status').innerText();
    assert.match(verdict, /需要处理：.*从未备份；从未验证过恢复。/s);
    const rows = await tab.locator('#sources tbody tr').allInnerTexts();
    assert.deepEqual(rows.length, sources.length);
    for (const [at, { source, series, things }] of sources.entries()) {
      assert.match(rows[at], new RegExp(`${source}\\s+${series}\\s+${things}\\s`));
    }
  });
});

test('the board draws its line, and counts the classes that the API tells', async () => {
  const { rows } = await told('/tables/water_quality.section_month?month=2021-04&limit=1000');
  await onOpen(BOARD, async (tab) => {
    await waitForLine(tab);
    for (const [cls, numeral] of Object.entries(NUMERALS)) {
      const count = rows.filter((row) => row.class === cls).length;
      const slice = tab.getByRole('list', { name: '水质类别' }).getByRole('listitem').filter({ hasText: new RegExp(`^${numeral}`) });
      assert.deepEqual(await slice.allInnerTexts(), count > 0 ? [`${numeral}\n${count}`] : []);
    }
  });
});

test('a figure of the board is followed to the row that it comes from, and to its table', async () => {
  await onOpen(BOARD, async (tab) => {
    const figure = tab.locator('.part.rank').first().getByRole('row').nth(1).getByRole('button');
    const value = await figure.innerText();
    await figure.click();
    const drawer = tab.getByRole('dialog');
    await drawer.getByText(value, { exact: true }).first().waitFor();
    await drawer.locator('summary', { hasText: '总磷' }).first().click();
    await drawer.getByText('tables/item_month.sql').first().waitFor();
    await drawer.getByRole('heading', { level: 2 }).getByRole('link').click();
    await tab.waitForURL(/\/tables\/water_quality\.index_month/);
    await tab.getByRole('row', { name: /2021-04/ }).first().waitFor();
  });
});
