// A doubtful reading is decided by one person and approved by another, and is remarked on: in a real
// browser, on the demo zone's real data.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkWithAxe, makeDemo, openBrowser, signsIn, visit, waitForLine } from './program.mjs';

const PASSWORDS = { wang: 'seven sluices of the dam', li: 'clear water all the way', zhao: 'the bamboo by the spring' };
const ROLES = { wang: 'reviewer', li: 'reviewer', zhao: 'reader' };
const SECTION = '陶岔';
const DOUBTED = 14;
const WORDS = '电极漂移，运维单位确认';
const REMARK = '上游施工';
const DOSSIER = `/section/${encodeURIComponent(SECTION)}?month=2021-04`;

// One zone, served twice: to this machine without a question, and to those who sign in.
let demo, open, shut, browser, as;
before(async () => {
  demo = await makeDemo();
  const said = await demo.command(['review', '--reason', '复核', `${SECTION}/tp`, '2021-04-01', '2021-04-03', 'doubtful']);
  assert.match(said.answer, new RegExp(`^${DOUBTED} `, 'm'));
  [open, browser] = await Promise.all([demo.serve(), openBrowser()]);
  as = signsIn(browser, () => shut, PASSWORDS);
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const onOpen = (page, act, view = {}) => visit(browser, open, page, view, act);

const focused = (tab) => tab.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.id);
// The choices of a filter are options too.
const options = (tab) => tab.getByRole('listbox').getByRole('option');
const saidIs = (tab, words) => tab.locator('#review-said', { hasText: words }).waitFor();

async function press(tab, ...keys) {
  for (const key of keys) await tab.keyboard.press(key);
}

test('where nobody is registered the queue is read, and it says how people are', async () => {
  await onOpen('/review', async (tab) => {
    await options(tab).first().waitFor();
    assert.equal(await options(tab).count(), DOUBTED);
    assert.match(await tab.locator('#review-access').innerText(), /wellkeeper person add.*serve --sign-in/s);
    await press(tab, 'a');
    assert.equal(await tab.locator('#decide').count(), 0);
  });
  for (const [name, role] of Object.entries(ROLES)) await demo.command(['person', 'add', name, '--role', role], `${PASSWORDS[name]}\n`);
  shut = await demo.serve('--sign-in');
});

test('a reader is told what it takes', async () => {
  await as('zhao', '/review', async (tab) => {
    await options(tab).first().waitFor();
    assert.match(await tab.locator('#review-access').innerText(), /reviewer/);
    assert.equal(await tab.locator('#deed-accept').count(), 0);
  });
});

test('a reading is seen beside the days around it, with the limit', async () => {
  await onOpen('/review?property=tp', async (tab) => {
    await waitForLine(tab);
    const chart = await tab.getByRole('img', { name: new RegExp(`${SECTION}总磷`) }).getAttribute('aria-label');
    assert.match(chart, /2021-0\d-\d\d/);
    await tab.getByText('Ⅱ类限值').first().waitFor();
    await tab.getByRole('row', { name: new RegExp(SECTION) }).first().waitFor();
  });
});

test('the first person decides by keys alone, and takes one back', async () => {
  await as('wang', '/review', async (tab) => {
    await options(tab).first().waitFor();
    assert.equal(await focused(tab), 'listbox');
    await press(tab, 'j', 'k', 'v', 'Enter');
    // Nothing is sent without a word why.
    await tab.locator('#decide-lacks').waitFor();
    await tab.keyboard.type(WORDS);
    await press(tab, 'Enter');
    await saidIs(tab, '作废');
    assert.deepEqual([await focused(tab), await options(tab).count()], ['listbox', DOUBTED - 1]);
    await press(tab, 'r');
    await tab.keyboard.type('0.03');
    await press(tab, 'Tab', 'Tab');
    await tab.keyboard.type('实验室复测');
    await press(tab, 'Enter');
    await saidIs(tab, '改值');
    // Two at once; the words of the last time stand there already for the same verb.
    await press(tab, 'Shift+J', 'v', 'Enter');
    await saidIs(tab, '2个数据');
    assert.equal(await options(tab).count(), DOUBTED - 4);
    await press(tab, 'u');
    await saidIs(tab, '已撤回');
    assert.deepEqual([await focused(tab), await options(tab).count()], ['listbox', DOUBTED - 2]);
    await press(tab, '?');
    await tab.locator('#review-keys').waitFor();
    await press(tab, 'Escape');
    await tab.locator('#review-keys').waitFor({ state: 'detached' });
  });
});

test('nobody approves a decision of their own, and the page says why', async () => {
  await as('wang', '/review?state=waiting', async (tab) => {
    await options(tab).first().waitFor();
    await press(tab, 'a');
    await saidIs(tab, '另一个人');
    assert.equal(await tab.locator('#deed-approve').getAttribute('aria-disabled'), 'true');
  });
});

test('the second person refuses one and approves the other, and the history names both', async () => {
  const time = await refuseAndApprove();
  const { answer } = await demo.command(['history', `${SECTION}/tp`, time]);
  assert.match(answer, /wang/);
  assert.match(answer, /li/);
  assert.match(answer, /invalid/);
});

/** Refuses the newest decision and approves the other; gives the instant of the reading that it is about. */
async function refuseAndApprove() {
  let time = '';
  await as('li', '/review?state=waiting', async (tab) => {
    await options(tab).first().waitFor();
    // The newest stands first: that of the new value.
    await tab.getByRole('row', { name: /0\.03/ }).waitFor();
    await press(tab, 'r');
    await tab.keyboard.type('没有复测记录');
    await press(tab, 'Enter');
    await saidIs(tab, '已退回');
    const row = tab.getByRole('article').getByRole('row').nth(1);
    await row.getByText('无效').waitFor();
    time = `${(await row.getByRole('cell').nth(1).innerText()).replace(' ', 'T')}:00+08:00`;
    assert.match(await tab.getByRole('article').innerText(), new RegExp(WORDS));
    await press(tab, 'a', 'Enter');
    await saidIs(tab, '已批准');
    await tab.getByText('没有待批准的判定').first().waitFor();
  });
  return time;
}

test('a stretch of a series is decided at once; what waits already is told in words', async () => {
  await as('wang', `/review?section=${encodeURIComponent(SECTION)}`, async (tab) => {
    await options(tab).first().waitFor();
    const before = await options(tab).count();
    await press(tab, 'a');
    await tab.locator('#decide-span').check();
    await tab.locator('#decide-from').fill('2021-04-01T00:00');
    await tab.locator('#decide-to').fill('2021-04-01T23:59');
    await tab.locator('#decide-words').fill('与邻近断面一致');
    await press(tab, 'Enter');
    await saidIs(tab, '认可');
    assert.ok((await options(tab).count()) < before - 1);
    await press(tab, 'a');
    await tab.locator('#decide-span').check();
    await tab.locator('#decide-from').fill('2021-04-01T00:00');
    await press(tab, 'Enter');
    await tab.getByRole('alert').filter({ hasText: '其间已有变化' }).waitFor();
    await press(tab, 'Escape');
    assert.equal(await focused(tab), 'listbox');
  });
});

test('a remark is written on a reading, is marked on its chart, and its author withdraws it', async () => {
  await as('wang', '/review', async (tab) => {
    await options(tab).first().waitFor();
    await tab.locator('form.remark textarea').fill(REMARK);
    await tab.locator('form.remark button').click();
    await tab.getByRole('listitem').filter({ hasText: REMARK }).waitFor();
  });
  await onOpen(DOSSIER, async (tab) => {
    const item = tab.getByRole('listitem').filter({ hasText: REMARK });
    await item.waitFor();
    assert.match(await item.innerText(), /1\s*总磷 2021-04-0\d/);
    await tab.locator('main svg text', { hasText: /^1$/ }).first().waitFor();
  });
  await as('wang', DOSSIER, async (tab) => {
    const item = tab.getByRole('listitem').filter({ hasText: REMARK });
    await item.getByRole('button').click();
    await item.waitFor({ state: 'detached' });
  });
});

test('the review fits a phone of 360 pixels', async () => {
  await onOpen('/review', async (tab) => {
    await options(tab).first().waitFor();
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `it is ${wide} px too wide`);
  }, { viewport: { width: 360, height: 780 } });
});

test('the review has no fault that axe finds, light and dark, with its form and its keys', async () => {
  for (const theme of ['light', 'dark']) {
    await as('li', `/review?theme=${theme}`, async (tab) => {
      await options(tab).first().waitFor();
      await press(tab, '?', 'r', 'Enter');
      await checkWithAxe(tab);
      await tab.goto(`${shut}/review?state=waiting&theme=${theme}`, { waitUntil: 'networkidle' });
      await options(tab).first().waitFor();
      await press(tab, 'r', 'Enter');
      await checkWithAxe(tab);
    });
  }
});
