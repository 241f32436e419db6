// A month's bulletin is drafted by one person, reviewed by another and issued by a third, is kept, and
// tells what changed since: in a real browser, on the demo zone's real data.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { checkWithAxe, makeDemo, openBrowser, signsIn, visit } from './program.mjs';

const PASSWORDS = {
  wang: 'seven sluices of the dam',
  li: 'clear water all the way',
  zhao: 'the bamboo by the spring',
  qian: 'a boat under the old bridge',
};
const ROLES = { wang: 'editor', li: 'reviewer', zhao: 'keeper', qian: 'reader' };
const MONTH = '2021-04';
const SECTION = '陶岔';
const CORRECTED = ['2021-04-01T04:00:00+08:00', '2'];
const NUMBER = /〔\d{4}〕1号/;

// One zone, served twice: to this machine without a question, and to those who sign in.
let demo, open, shut, browser, as;
before(async () => {
  demo = await makeDemo();
  [open, browser] = await Promise.all([demo.serve(), openBrowser()]);
  as = signsIn(browser, () => shut, PASSWORDS);
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const onOpen = (page, act, view = {}) => visit(browser, open, page, view, act);

const focused = (tab) => tab.evaluate(() => document.activeElement?.id);
const stateIs = (tab, words) => tab.locator('#bulletin-state', { hasText: words }).waitFor();
const saidIs = (tab, words) => tab.locator('#bulletin-said', { hasText: words }).waitFor();
const isOff = (tab, deed) => tab.locator(`#deed-${deed}`).getAttribute('aria-disabled');

/** The documents as their links give them, by language and format. */
async function papers(tab) {
  const found = {};
  for (const link of await tab.getByRole('link', { name: /^下载 / }).all()) {
    const answer = await tab.request.get(shut + (await link.getAttribute('href')));
    assert.equal(answer.status(), 200);
    found[(await link.getAttribute('aria-label')).replace('下载 ', '')] = await answer.body();
  }
  return found;
}

/** Drafts the month that stands chosen, by keys alone, once the months are read. */
async function draft(tab) {
  await tab.locator('#draft-send[aria-disabled="false"]').waitFor();
  await tab.locator('#draft-month').focus();
  await tab.keyboard.press('Tab');
  assert.equal(await focused(tab), 'draft-send');
  await tab.keyboard.press('Enter');
  await tab.waitForURL(/\/bulletins\/\d+/);
  await stateIs(tab, '待审核');
}

/** Opens the form of a deed by keys alone. */
async function begin(tab, deed) {
  await tab.locator(`#deed-${deed}`).focus();
  await tab.keyboard.press('Enter');
  await tab.locator('form#deed').waitFor();
}

test('before the first bulletin the page says how one comes about, and where nobody is registered how people are', async () => {
  await onOpen('/bulletins', async (tab) => {
    await tab.getByText('还没有月报').waitFor();
    assert.match(await tab.locator('#bulletin-access').innerText(), /wellkeeper person add.*serve --sign-in/s);
    assert.equal(await tab.locator('#draft').count(), 0);
  });
  for (const [name, role] of Object.entries(ROLES)) await demo.command(['person', 'add', name, '--role', role], `${PASSWORDS[name]}\n`);
  shut = await demo.serve('--sign-in');
});

test('an editor drafts a month by keys alone, and is told who goes on', async () => {
  await as('wang', `/bulletins?month=${MONTH}`, async (tab) => {
    await tab.locator('#draft-month').waitFor();
    await tab.waitForFunction((month) => document.querySelector('#draft-month')?.value === month, MONTH);
    await draft(tab);
    assert.equal(await isOff(tab, 'review'), 'true');
    await tab.getByText('本人编制的').waitFor();
    await tab.getByText('没有变动').waitFor();
    const drafts = await papers(tab);
    assert.deepEqual(Object.keys(drafts), ['中文 PDF', '中文 HTML', '英文 PDF', '英文 HTML']);
    assert.equal(drafts['中文 PDF'].subarray(0, 5).toString(), '%PDF-');
    assert.match(drafts['中文 HTML'].toString(), /送审稿/);
    assert.match(drafts['英文 HTML'].toString(), /DRAFT/);
    await tab.goto(`${shut}/bulletins`, { waitUntil: 'networkidle' });
    await tab.getByRole('row', { name: /2021年4月月报.*待审核.*wang/ }).waitFor();
    assert.equal(await tab.locator(`#draft-month option[value="${MONTH}"]`).isDisabled(), true);
  });
});

test('a reader sees what waits, and the role that it takes', async () => {
  await as('qian', '/bulletins/1', async (tab) => {
    await stateIs(tab, '待审核');
    assert.deepEqual([await isOff(tab, 'review'), await isOff(tab, 'return')], ['true', 'true']);
    await tab.getByText('需要审核员（reviewer）').first().waitFor();
  });
});

test('a reviewer passes it, and does not issue it', async () => {
  await as('li', '/bulletins', async (tab) => {
    await tab.getByRole('row', { name: /等您办理/ }).getByRole('link').click();
    await stateIs(tab, '待审核');
    await begin(tab, 'review');
    await tab.keyboard.type('与上月衔接，同意');
    await tab.keyboard.press('Enter');
    await saidIs(tab, '已审核');
    assert.equal(await focused(tab), 'bulletin-said');
    await stateIs(tab, '待签发');
    assert.equal(await isOff(tab, 'issue'), 'true');
    await tab.getByText('与上月衔接').waitFor();
  });
});

test('a keeper issues it by keys alone; Enter pressed in haste does not', async () => {
  await as('zhao', '/bulletins/1', async (tab) => {
    await stateIs(tab, '待签发');
    await begin(tab, 'issue');
    assert.equal(await focused(tab), 'deed-what');
    await tab.keyboard.press('Enter');
    await tab.keyboard.press('Escape');
    assert.equal(await focused(tab), 'deed-issue');
    await stateIs(tab, '待签发');
    await begin(tab, 'issue');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Tab');
    assert.equal(await focused(tab), 'deed-send');
    await tab.keyboard.press('Enter');
    await saidIs(tab, '已签发');
    assert.match(await tab.locator('#bulletin-number').innerText(), NUMBER);
    assert.match(await tab.getByRole('list', { name: '办理过程' }).innerText(), /wang.*li.*zhao/s);
    assert.equal(await tab.locator('#deed-issue').count(), 0);
  });
});

test('its documents are kept, and a browser saves them', async () => {
  await as('qian', '/bulletins/1', async (tab) => {
    await stateIs(tab, '已签发');
    const [kept, again] = [await papers(tab), await papers(tab)];
    assert.deepEqual(kept, again);
    assert.match(kept['中文 HTML'].toString(), NUMBER);
    assert.doesNotMatch(kept['中文 HTML'].toString(), /送审稿/);
    const [saved] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('link', { name: '下载 中文 PDF' }).click()]);
    assert.deepEqual(await readFile(await saved.path()), kept['中文 PDF']);
    await tab.getByText('校验值').click();
    assert.match(await tab.locator('details code').first().innerText(), /^[0-9a-f]{64}$/);
  });
});

test('the zone page tells which month has one, and leads to it', async () => {
  await onOpen(`/?month=${MONTH}`, async (tab) => {
    const link = tab.locator('#month-bulletin a');
    assert.match(await link.innerText(), NUMBER);
    await link.click();
    await stateIs(tab, '已签发');
    await tab.goto(`${open}/?month=2021-03`, { waitUntil: 'networkidle' });
    assert.equal(await tab.locator('#month-bulletin').innerText(), '无月报');
  });
});

test('a figure that is corrected afterwards is listed with what it was, and opens its chain', async () => {
  await demo.command(['correct', '--reason', '复核', `${SECTION}/tp`, ...CORRECTED]);
  await demo.command(['run', 'water_quality.section_month']);
  await as('qian', '/bulletins/1', async (tab) => {
    await tab.locator('#bulletin-changes').waitFor();
    const row = tab.locator('#bulletin-changes').getByRole('row', { name: /^陶岔 .*水质类别 Ⅱ/ }).first();
    await row.getByRole('button').click();
    await tab.locator('#why-title').waitFor();
    await tab.getByRole('dialog').getByText(SECTION).first().waitFor();
    await tab.keyboard.press('Escape');
    await tab.locator('#why-title').waitFor({ state: 'detached' });
    assert.match((await papers(tab))['中文 HTML'].toString(), NUMBER);
  });
});

test('a correction is returned with a reason, which its author reads; then another is withdrawn', async () => {
  await as('wang', `/bulletins?month=${MONTH}`, async (tab) => {
    await tab.getByRole('button', { name: '编制更正' }).waitFor();
    await draft(tab);
    await tab.getByRole('heading', { name: /更正第1次/ }).waitFor();
  });
  await as('li', '/bulletins/2', async (tab) => {
    await begin(tab, 'return');
    assert.equal(await focused(tab), 'deed-words');
    await tab.keyboard.press('Enter');
    await tab.locator('#deed-lacks').waitFor();
    await tab.keyboard.type('总磷待实验室复测');
    await tab.keyboard.press('Enter');
    await saidIs(tab, '已退回');
  });
  await as('wang', '/bulletins/2', async (tab) => {
    assert.match(await tab.locator('#bulletin-end').innerText(), /li.*总磷待实验室复测/s);
    await tab.goto(`${shut}/bulletins?month=${MONTH}`, { waitUntil: 'networkidle' });
    await draft(tab);
    await begin(tab, 'withdraw');
    await tab.keyboard.press('Enter');
    await saidIs(tab, '已撤回');
  });
});

test('what another did meanwhile is told in words', async () => {
  await as('wang', `/bulletins?month=${MONTH}`, async (tab) => {
    await draft(tab);
    const page = new URL(tab.url()).pathname;
    await begin(tab, 'withdraw');
    await as('li', page, async (other) => {
      await begin(other, 'review');
      await other.locator('#deed-send').click();
      await saidIs(other, '已审核');
    });
    await as('zhao', page, async (other) => {
      await begin(other, 'return');
      await other.locator('#deed-words').fill('先不发');
      await other.locator('#deed-send').click();
      await saidIs(other, '已退回');
    });
    await tab.locator('#deed-send').click();
    await tab.getByRole('alert').filter({ hasText: '其间已有变化' }).waitFor();
    await tab.getByRole('button', { name: '重新读取' }).click();
    await stateIs(tab, '已退回');
  });
});

test('the bulletins fit a phone of 360 pixels', async () => {
  for (const page of ['/bulletins', '/bulletins?lang=en', '/bulletins/1', '/bulletins/1?lang=en', '/bulletins/2']) {
    await onOpen(page, async (tab) => {
      await tab.getByRole('heading', { level: 1 }).waitFor();
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${page} is ${wide} px too wide`);
    }, { viewport: { width: 360, height: 780 } });
  }
});

test('the bulletins have no fault that axe finds, light and dark, with a form open', async () => {
  await as('wang', `/bulletins?month=${MONTH}`, draft);
  for (const theme of ['light', 'dark']) {
    await as('li', `/bulletins?theme=${theme}`, async (tab) => {
      await tab.getByRole('row', { name: /等您办理/ }).waitFor();
      await checkWithAxe(tab);
      await tab.goto(`${shut}/bulletins/1?theme=${theme}`, { waitUntil: 'networkidle' });
      await tab.locator('#bulletin-changes').waitFor();
      await checkWithAxe(tab);
      await tab.goto(`${shut}/bulletins?theme=${theme}&state=open`, { waitUntil: 'networkidle' });
      await tab.getByRole('row', { name: /等您办理/ }).getByRole('link').click();
      await begin(tab, 'return');
      await tab.keyboard.press('Enter');
      await checkWithAxe(tab);
    });
  }
});
