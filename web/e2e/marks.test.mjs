// What operators mark and the bureau judges, on the page: in a real browser.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { checkWithAxe, makeEmpty, openBrowser, signsIn } from './program.mjs';

const PASSWORDS = { zhang: 'a works beside the river', li: 'clear water all the way', sun: 'reads and says nothing' };
const PHONE = { viewport: { width: 360, height: 780 } };

let zone, folder, browser, address, as;
before(async () => {
  [zone, browser, folder] = await Promise.all([makeEmpty(), openBrowser(), mkdtemp(path.join(tmpdir(), 'wellkeeper-marks-'))]);
  await zone.configure((text) => text.replace(/packs = .*/, 'packs = ["discharge"]'));
  const file = async (name, lines) => {
    await writeFile(path.join(folder, name), `${lines.join('\n')}\n`);
    return path.join(folder, name);
  };
  const outfalls = await file('outfall.csv', ['kind,code,name_zh,operator', 'outfall,甲口,甲厂总排口,甲厂', 'outfall,乙口,乙厂总排口,乙厂']);
  const limits = await file('limit.csv', ['kind,code,name_zh,outfall,item,basis,high', 'permit_limit,证1,证1,甲口,cod,hour,50']);
  const readings = await file('a.csv', ['断面名称,监测时间,化学需氧量', ...['00:00,40', '01:00,300', '02:00,70', '03:00,45'].map((row) => `甲口,2026-11-20 ${row}`)]);
  for (const things of [outfalls, limits]) await zone.command(['import', 'things', things]);
  await zone.command(['import', 'observations', readings]);
  await zone.command(['run']);
  await zone.command(['person', 'add', 'zhang', '--role', 'editor', '--area', 'operator=甲厂'], `${PASSWORDS.zhang}\n`);
  await zone.command(['person', 'add', 'li', '--role', 'reviewer'], `${PASSWORDS.li}\n`);
  await zone.command(['person', 'add', 'sun', '--role', 'reader'], `${PASSWORDS.sun}\n`);
  address = await zone.serve('--sign-in');
  as = signsIn(browser, () => address, PASSWORDS);
});
after(async () => {
  await browser?.close();
  await zone?.end();
  await rm(folder, { recursive: true, force: true });
});

const row = (tab, id) => tab.locator(`#mark-${id}`);
const said = (tab) => tab.getByRole('status').filter({ hasText: /./ }).first().innerText();

/** Fills in the form, from the keyboard where that goes. */
async function mark(tab, { from, until, evidence }) {
  await tab.locator('#mark-item').selectOption({ label: '化学需氧量' });
  await tab.locator('#mark-from').fill(from);
  await tab.locator('#mark-until').fill(until);
  await tab.locator('#mark-reason').selectOption('facility_fault');
  await tab.getByLabel(/^凭证/).fill(evidence);
  await tab.keyboard.press('Enter');
}

test('an operator comes from the board and marks an hour of their own outfall', async () => {
  await as('zhang', '/packs/discharge/board?month=2026-11', async (tab) => {
    await tab.getByRole('region', { name: /时均值超标事件，最近的在前/ }).getByRole('link', { name: '甲口' }).first().click();
    await tab.getByRole('heading', { level: 1, name: '数据标记' }).waitFor();
    await tab.getByText('还没有标记').waitFor();
    await checkWithAxe(tab);
    const options = tab.locator('#mark-thing option');
    await options.nth(1).waitFor({ state: 'attached' });
    const things = await options.allTextContents();
    assert.deepEqual(things, ['请选择', '甲厂总排口'], 'nothing of another operator');
    await tab.locator('#mark-send').click();
    assert.match(await tab.getByRole('alert').innerText(), /开始时刻/);
    await mark(tab, { from: '2026-11-20T01:00', until: '2026-11-20T01:00', evidence: '工单 7' });
    assert.match(await tab.getByRole('alert').innerText(), /结束不能早于开始/);
    await mark(tab, { from: '2026-11-20T01:00', until: '2026-11-20T02:00', evidence: '风机跳闸，工单 7' });
    await row(tab, 1).waitFor();
    const text = await row(tab, 1).innerText();
    assert.match(text, /甲厂总排口，化学需氧量/);
    assert.match(text, /2026-11-20 01:00 –\s+2026-11-20 02:00/);
    assert.match(text, /标记逾期/);
    assert.match(text, /应于.+前认定/);
    assert.equal(await row(tab, 1).getByRole('button', { name: /认定/ }).count(), 0, 'nobody judges their own');
    // The same again is refused, and what was filled in stays.
    await mark(tab, { from: '2026-11-20T01:00', until: '2026-11-20T02:00', evidence: '又一次' });
    assert.match(await tab.getByRole('alert').innerText(), /says so already/);
    assert.equal(await tab.getByLabel(/^凭证/).inputValue(), '又一次');
    // Another hour, taken back.
    await mark(tab, { from: '2026-11-20T02:00', until: '2026-11-20T03:00', evidence: '标错' });
    await row(tab, 2).getByRole('button', { name: /撤回/ }).click();
    await tab.locator('#deed-words').fill('标错时段');
    await tab.keyboard.press('Enter');
    await row(tab, 2).getByText('已撤回').waitFor();
  });
});

test('the bureau judges with a reason, by keyboard, and the exceedance is gone after the next run', async () => {
  await zone.command(['run']);
  const because = async () => {
    const { answer } = await zone.command(['query', 'select because_zh from discharge.exceedance', '--format', 'csv']);
    return answer;
  };
  assert.match(await because(), /共2小时.+其中1小时企业已标记，尚未认定/);
  await as('li', '/marks', async (tab) => {
    await row(tab, 1).waitFor();
    assert.equal(await row(tab, 2).count(), 0, 'what waits alone');
    await row(tab, 1).getByRole('button', { name: '认定第1号标记：甲厂总排口，化学需氧量', exact: true }).focus();
    await tab.keyboard.press('Enter');
    await tab.locator('#deed-words').waitFor();
    await checkWithAxe(tab);
    await tab.keyboard.press('Enter');
    assert.match(await tab.getByRole('alert').innerText(), /请写明理由/);
    await tab.keyboard.type('与运行记录一致');
    await tab.keyboard.press('Enter');
    await tab.getByText('没有待认定的标记').waitFor();
    assert.match(await said(tab), /1条数据判为无效/);
    await tab.getByRole('link', { name: '全部', exact: true }).click();
    await row(tab, 1).getByText('已认定，数据无效').waitFor();
    assert.match(await row(tab, 1).innerText(), /li .+\s+与运行记录一致/);
  });
  await zone.command(['run']);
  assert.doesNotMatch(await because(), /标记/);
  assert.match(await because(), /共1小时，为70 mg\/L/);
});

test('whoever only reads is told why they cannot mark, also on a phone and in English', async () => {
  await as('sun', '/marks?state=all', async (tab) => {
    await row(tab, 1).waitFor();
    assert.match(await tab.locator('#mark-access').innerText(), /编辑及以上/);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, 'nothing sticks out');
    await checkWithAxe(tab);
    await tab.goto(`${address}/marks?state=all&lang=en`, { waitUntil: 'networkidle' });
    await tab.getByRole('heading', { level: 1, name: 'Marked data' }).waitFor();
    assert.match(await row(tab, 1).innerText(), /accepted, data invalid/);
  }, PHONE);
});
