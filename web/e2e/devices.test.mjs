// Devices that speak at the door, on their pages: in a real browser, with frames sent over a socket.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { checkWithAxe, makeDemo, openBrowser, signsIn, visit } from './program.mjs';

const PASSWORDS = { zhao: 'the bamboo by the spring', li: 'clear water all the way' };
const SPEAKS = 'A1000000000000000000000A';
const MUTE = 'B2000000000000000000000B';
const STRANGE = 'C3000000000000000000000C';
const GAP_S = 300;
const PHONE = { viewport: { width: 360, height: 780 } };

/** The check of HJ 212-2017, annex A. */
function checkOf(segment) {
  let crc = 0xffff;
  for (const byte of Buffer.from(segment)) {
    crc = (crc >> 8) ^ byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

function frameOf(segment) {
  return `##${String(segment.length).padStart(4, '0')}${segment}${checkOf(segment)}`;
}

/** Real-time data of `ago` seconds ago, on the zone's clock. */
function spoken(mn, ago, data = 'w21003-Rtd=0.25,w21003-Flag=N;w21011-Rtd=0.03,w21011-Flag=M') {
  const at = new Date(Date.now() - ago * 1000 + 8 * 3_600_000).toISOString().replaceAll(/[-T:]/g, '').slice(0, 14);
  return frameOf(`QN=${at}000;ST=21;CN=2011;PW=123456;MN=${mn};Flag=5;CP=&&DataTime=${at};${data}&&`);
}

/** Sends frames on one line; tells how many were answered within `patience`. */
function send(port, frames, patience = 10_000) {
  return new Promise((resolve, reject) => {
    let heard = '';
    const line = connect(port, '127.0.0.1', () => line.write(frames.map((frame) => `${frame}\r\n`).join('')));
    const end = () => {
      clearTimeout(late);
      line.destroy();
      resolve(heard.split('CN=9014').length - 1);
    };
    const late = setTimeout(end, patience);
    line.on('error', reject).on('close', end);
    line.setEncoding('utf8').on('data', (text) => {
      heard += text;
      if (heard.split('CN=9014').length - 1 === frames.length) end();
    });
  });
}

/** A port that is free now. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let demo, folder, browser, address, port, as;
before(async () => {
  [demo, browser, folder, port] = await Promise.all([makeDemo(), openBrowser(), mkdtemp(path.join(tmpdir(), 'wellkeeper-devices-')), freePort()]);
  await writeFile(path.join(folder, 'devices.csv'), [
    'mn,name_zh,name_en,edition,crc,networks,simulated',
    `${SPEAKS},陶岔数采仪,Taocha logger,2017,standard,127.0.0.0/8,true`,
    `${MUTE},浪河口数采仪,,2017,standard,,false`, '',
  ].join('\n'));
  await writeFile(path.join(folder, 'points.csv'), [
    'mn,code,field,data,kind,thing,property,unit',
    `${SPEAKS},w21003,Rtd,realtime,section,陶岔,nh3n,mg/L`,
    `${SPEAKS},w21011,Rtd,realtime,section,陶岔,tp,ug/L`,
    `${MUTE},w21003,Rtd,hour,section,浪河口,nh3n,mg/L`, '',
  ].join('\n'));
  await demo.command(['device', 'import', folder]);
  await demo.command(['person', 'add', 'zhao', '--role', 'keeper'], `${PASSWORDS.zhao}\n`);
  await demo.command(['person', 'add', 'li', '--role', 'reader'], `${PASSWORDS.li}\n`);
  address = await demo.serve('--sign-in', '--door', `127.0.0.1:${port}`);
  as = signsIn(browser, () => address, PASSWORDS);
});
after(async () => {
  await browser?.close();
  await demo?.end();
  await rm(folder, { recursive: true, force: true });
});

const row = (tab, mn) => tab.getByRole('row').filter({ hasText: mn });

test('the check is that of the published example', () => {
  const segment = 'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&';
  assert.equal(frameOf(segment), `##0101${segment}1C80`);
});

test('the list says of each device how it is, and what it feeds', async () => {
  const frames = Array.from({ length: 9 }, (_, at) => spoken(SPEAKS, (8 - at) * GAP_S));
  assert.equal(await send(port, frames), frames.length);
  await as('li', '/', async (tab) => {
    await tab.getByRole('navigation', { name: '页面' }).getByRole('link', { name: '设备' }).click();
    await tab.getByRole('heading', { level: 1, name: '设备' }).waitFor();
    const speaks = await row(tab, SPEAKS).innerText();
    assert.match(speaks, /陶岔数采仪\s*模拟/);
    assert.match(speaks, /陶岔$/m);
    const mute = await row(tab, MUTE).innerText();
    assert.match(mute, /从未来报/);
    assert.doesNotMatch(mute, /模拟/);
    assert.match(await tab.getByRole('region', { name: '未登记来报' }).innerText(), /编辑及以上/);
    // By source, what never had a line last; and the door is open.
    // The door writes down who is on line every two seconds; the page asks again by itself.
    await tab.locator('tr.source').filter({ hasText: '127.0.0.1' }).waitFor({ timeout: 60_000 });
    const sources = await tab.locator('tr.source').allInnerTexts();
    assert.equal(sources.length, 2, sources.join());
    assert.match(sources[0], /来源 127\.0\.0\.1\s*1台/);
    assert.match(sources[1], /从未连接\s*1台/);
    await tab.getByText(/接收口已开启，自/).waitFor();
    assert.match(await tab.getByRole('region', { name: '中断' }).innerText(), /没有中断/);
    await checkWithAxe(tab);
    await tab.getByRole('searchbox').fill('浪河');
    await row(tab, SPEAKS).waitFor({ state: 'detached' });
    await tab.waitForURL(/text=/);
    await row(tab, MUTE).waitFor();
  });
});

test('a device shows its entry, what came of its points, and its frames field by field', async () => {
  // The door carries what came to the lake some seconds later; the page asks again by itself.
  await as('li', `/devices/hj212/${SPEAKS}`, async (tab) => {
    await tab.getByRole('heading', { level: 1, name: '陶岔数采仪' }).waitFor();
    const points = tab.getByRole('region', { name: '点位' });
    await points.getByText('0.25').waitFor({ timeout: 90_000 });
    assert.match(await points.innerText(), /w21011-Rtd 实时\s+陶岔 总磷 维护 自[\d: -]+起\s+ug\/L，记作 mg\/L\s+0\.00003/);
    assert.match(await points.innerText(), /M 维护/);
    assert.match(await tab.locator('dl.facts').innerText(), /来源\s*127\.0\.0\.1/);
    assert.match(await tab.getByRole('region', { name: '中断' }).innerText(), /没有中断/);
    const complete = await tab.getByRole('region', { name: '完整率' }).innerText();
    assert.match(complete, /每5分钟一个/);
    assert.match(complete, /9\/[89]/);
    const first = tab.getByRole('region', { name: '报文' }).locator('details').first();
    assert.match(await first.locator('summary').innerText(), /实时数据/);
    assert.match(await first.innerText(), /w21003-Rtd\s*0\.25/);
    assert.equal((await first.locator('.bytes').innerText()).slice(0, 2), '##');
    await first.locator('summary').focus();
    await tab.keyboard.press('Enter');
    await first.locator('.bytes').waitFor({ state: 'hidden' });
    await checkWithAxe(tab);
  });
});

test('the diary shows what the device said, down to its frame, and what an editor writes and withdraws', async () => {
  const said = (qn, value) => frameOf(`QN=${qn};ST=21;CN=3020;PW=123456;MN=${SPEAKS};Flag=5;CP=&&DataTime=${qn.slice(0, 14)};PolId=w21003;i13008-Info=${value}&&`);
  assert.equal(await send(port, [said('20260101080000000', '1.00'), said('20260101090000000', '0.55')]), 2);
  await as('zhao', `/devices/hj212/${SPEAKS}`, async (tab) => {
    const diary = tab.getByRole('region', { name: '日志' });
    await diary.getByText('i13008 1.00 → 0.55').waitFor({ timeout: 90_000 });
    assert.match(await diary.innerText(), /i13008 1\.00（首次报来）/);
    await diary.getByRole('button', { name: /设备自报/ }).first().click();
    await diary.locator('.frame .bytes').waitFor();
    assert.match(await diary.locator('.frame .bytes').innerText(), /i13008-Info=0\.55/);
    assert.match(await diary.locator('.frame summary').innerText(), /现场机信息/);

    const form = diary.locator('form.diary');
    await form.locator('[name=kind]').selectOption('standard_check');
    await form.locator('[name=expected]').fill('2');
    await form.getByRole('button', { name: '记一条' }).click();
    await form.getByText('请填写：实测。').waitFor();
    await tab.waitForFunction(() => document.activeElement?.getAttribute('name') === 'found');
    await tab.keyboard.type('2.5');
    await form.locator('[name=text]').fill('标样 2 mg/L');
    await form.getByRole('button', { name: '记一条' }).click();
    const entry = diary.locator('li').filter({ hasText: '标样 2 mg/L' });
    await entry.waitFor();
    assert.match(await entry.innerText(), /标样核查\s+不合格\s+应为 2，实测 2\.5，偏差 \+25%，允许 ±10%/);
    await checkWithAxe(tab);

    await diary.getByRole('button', { name: '参数与状态' }).click();
    await entry.waitFor({ state: 'detached' });
    await diary.getByRole('button', { name: '全部' }).click();
    await entry.getByRole('button', { name: /撤回/ }).click();
    await entry.waitFor({ state: 'detached' });
    assert.equal(await diary.getByRole('button', { name: /撤回/ }).count(), 0, 'what the device said stays');
  });
  await as('li', `/devices/hj212/${SPEAKS}`, async (tab) => {
    await tab.getByText('记日志需要录入员').waitFor();
  });
});

test('a figure is followed back to the frame, and what is played is said to be', async () => {
  await demo.command(['run']);
  const [day] = new Date(Date.now() + 8 * 3_600_000).toISOString().split('T');
  const why = `water_quality.item_day~section=陶岔~item=nh3n~day=${day}`;
  await as('li', `/?why=${encodeURIComponent(why)}`, async (tab) => {
    const sent = tab.locator('tr.sent code').first();
    await sent.waitFor();
    assert.match(await sent.innerText(), new RegExp(`^##\\d{4}QN=.*MN=${SPEAKS}`));
    const place = tab.locator('tr:has(+ tr.sent) .place').first();
    assert.match(await place.innerText(), /第\d+帧\s*模拟/);
    await checkWithAxe(tab);
  });
});

test('what is made of what is played says so: the list, the dossier, the table, the way back', async () => {
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  await as('li', `/?month=${month}`, async (tab) => {
    const line = tab.locator('tr').filter({ hasText: '陶岔' }).filter({ has: tab.locator('.simulated') }).first();
    await line.waitFor();
    await checkWithAxe(tab);
  });
  await as('li', `/section/${encodeURIComponent('陶岔')}?month=${month}`, async (tab) => {
    await tab.locator('.name .simulated').waitFor();
    assert.match(await tab.locator(`[data-month="${month}"]`).getAttribute('title'), /模拟/);
    await tab.locator('li').filter({ hasText: '图中有模拟数据' }).waitFor();
    await checkWithAxe(tab);
  });
  await as('li', `/tables/water_quality.item_month?from=${month}&to=${month}`, async (tab) => {
    await tab.locator('tbody th .simulated').first().waitFor();
  });
  await as('li', '/tables/water_quality.item_month?from=2021-04&to=2021-04', async (tab) => {
    await tab.locator('tbody th').first().waitFor();
    assert.equal(await tab.locator('.simulated').count(), 0);
  });
  await as('li', `/?why=${encodeURIComponent(`water_quality.item_month~section=陶岔~item=nh3n~month=${month}`)}`, async (tab) => {
    await tab.locator('p.key .simulated').first().waitFor();
  });
});

test('a keeper adopts a stranger by keyboard, and it is answered from then on', async () => {
  const sent = spoken(STRANGE, 0);
  assert.equal(await send(port, [sent], 1_000), 0);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await as('zhao', '/devices', async (tab) => {
    const strangers = tab.getByRole('region', { name: '未登记来报' });
    await strangers.getByText(STRANGE, { exact: true }).waitFor();
    assert.ok((await strangers.innerText()).includes(sent));
    await strangers.getByRole('button', { name: '收编' }).focus();
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => document.activeElement?.id === 'adopt-name-zh');
    await checkWithAxe(tab);
    await tab.keyboard.press('Enter');
    await tab.locator('#adopt-lacks').waitFor();
    await tab.keyboard.type('新站');
    await tab.locator('#adopt-networks').fill('10.20');
    await tab.keyboard.press('Enter');
    await tab.getByRole('alert').filter({ hasText: '10.20' }).waitFor();
    await tab.locator('#adopt-networks').fill('127.0.0.0/8');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`**/devices/hj212/${STRANGE}**`);
    await tab.getByRole('heading', { level: 1, name: '新站' }).waitFor();
    assert.match(await tab.getByRole('region', { name: '完整率' }).innerText(), /还没有点位/);
  }, {}, /status of (400|401)/);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  assert.equal(await send(port, [spoken(STRANGE, 0)]), 1);
});

test('on a phone, in English and in the dark nothing is cut off', async () => {
  for (const page of ['/devices', `/devices/hj212/${SPEAKS}`]) {
    await as('zhao', `${page}?lang=en&theme=dark`, async (tab) => {
      await tab.getByText('simulated').first().waitFor();
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${page} is ${wide} px too wide`);
      await checkWithAxe(tab);
    }, PHONE);
  }
});

test('a device that is not there, and a server that went, are told', async () => {
  await as('zhao', '/devices/hj212/nobody', async (tab) => {
    await tab.getByText('没有设备“nobody”').waitFor();
  }, {}, /status of (401|404)/);
  await visit(browser, address, '/devices', {}, (tab) => tab.locator('#sign-in').waitFor(), /status of 401/);
});
