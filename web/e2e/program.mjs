// The built program with the demo zone, and a browser on its page.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const PROGRAM = process.env.WELLKEEPER_PROGRAM ?? new URL('../../target/debug/wellkeeper', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const START_MS = 180_000;

function start(args) {
  const program = spawn(PROGRAM, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LANG: 'C.UTF-8' } });
  const said = { log: '', answer: '' };
  program.stderr.setEncoding('utf8').on('data', (text) => (said.log += text));
  program.stdout.setEncoding('utf8').on('data', (text) => (said.answer += text));
  return { program, said, ended: once(program, 'close').then(([code]) => code) };
}

/** Gives the program a command, and `input` to read, and waits for its end; gives its log and its answer. */
async function command(args, input = '') {
  const { program, said, ended } = start(args);
  program.stdin.end(input);
  assert.equal(await ended, 0, `${args.join(' ')}: ${said.log}`);
  return said;
}

/** Serves until told to end, and says where. */
async function serve(args) {
  const { program, said, ended } = start(args);
  const address = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`it ${why}: ${said.log}`));
    const late = setTimeout(() => fail('does not serve'), START_MS);
    void ended.then((code) => fail(`ended with ${code}`));
    program.stderr.on('data', () => {
      // The address comes in pieces; it is whole where its path begins.
      const at = /http:\/\/[\d.:]+(?=\/)/.exec(said.log);
      if (!at) return;
      clearTimeout(late);
      resolve(at[0]);
    });
  });
  const end = async () => {
    program.kill('SIGTERM');
    await ended;
    return said.log;
  };
  return { address, end };
}

/** Sees that nothing had to be warned of but what is `foreseen`. */
function checkQuiet(logs, foreseen = /^$/) {
  const loud = logs.join('\n').split('\n').filter((line) => /\b(WARN|ERROR)\b/.test(line) && !foreseen.test(line));
  assert.deepEqual(loud, [], 'the program warned of something');
}

/** Makes the demo zone in a folder that is not there yet. */
export async function fillDemo(zone) {
  const { log } = await command(['demo', '--dir', zone, '--no-serve']);
  checkQuiet([log]);
}

/** A demo zone of one's own: a copy of that which `run.mjs` made, where it runs the tests. */
export function makeDemo() {
  const made = process.env.WELLKEEPER_DEMO_ZONE;
  return make(made ? (zone) => cp(made, zone, { recursive: true, preserveTimestamps: true }) : fillDemo);
}

/** Makes a zone with nothing in it. */
export const makeEmpty = () => make((zone) => command(['init', zone]));

/** A zone as `fill` leaves it; `command` and `serve` are done with it, and `end` takes it away. */
async function make(fill) {
  const folder = await mkdtemp(path.join(tmpdir(), 'wellkeeper-page-'));
  const zone = path.join(folder, 'zone');
  const servers = [];
  await fill(zone);
  return {
    command: (args, input) => command([...args, '--zone', zone], input),
    /** Changes the text of its zone.toml; who serves it afterwards goes by that. */
    async configure(change) {
      const file = path.join(zone, 'zone.toml');
      await writeFile(file, change(await readFile(file, 'utf8')));
    },
    async serve(...args) {
      const server = await serve(['serve', '--zone', zone, '--bind', '127.0.0.1:0', ...args]);
      servers.push(server);
      return server.address;
    },
    /** Ends all that serve it, and sees that nothing had to be warned of but what is `foreseen`. */
    async end(foreseen = /^$/) {
      const logs = await Promise.all(servers.map((server) => server.end()));
      await rm(folder, { recursive: true, force: true });
      checkQuiet(logs, foreseen);
    },
  };
}

/** A browser as a bureau has it: Chinese, in Beijing's time. */
export async function openBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic',
      '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

/** A tab, and all that went wrong in it: errors, requests to elsewhere, what the policy forbade. */
export async function openTab(browser, address, view = {}) {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    viewport: { width: 1600, height: 1000 },
    ...view,
  });
  const tab = await context.newPage();
  const faults = [];
  tab.on('console', (said) => {
    // A picture of a map that is drawn without a graphics card is slow to read back, and the browser says so.
    if (said.text().includes('GPU stall')) return;
    if (said.type() === 'error' || said.type() === 'warning') faults.push(said.text());
  });
  tab.on('pageerror', (error) => faults.push(String(error)));
  tab.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('data:') && !url.startsWith(`blob:${address}`)) faults.push(`asked ${url}`);
  });
  return { tab, faults, close: () => context.close() };
}

/** Opens a page in a tab of its own and acts on it; nothing may go wrong but what is `expected`. */
export async function visit(browser, address, page, view, act, expected = /^$/) {
  const { tab, faults, close } = await openTab(browser, address, view);
  try {
    await tab.goto(address + page, { waitUntil: 'networkidle' });
    await act(tab);
    assert.deepEqual(faults.filter((fault) => !expected.test(fault)), []);
  } finally {
    await close();
  }
}

// The browser tells the console of every answer that refuses.
const REFUSED = /the server responded with a status of (401|409)/;

/**
 * Gives what opens a page as somebody: by the form the first time, after that with the session that it gave.
 * `address` is asked for when it is known. Of refusals those that are `expected` may come.
 */
export function signsIn(browser, address, passwords) {
  const sessions = new Map();
  return (name, page, act, view = {}, expected = REFUSED) =>
    visit(browser, address(), page, { ...view, storageState: sessions.get(name) }, async (tab) => {
      if (!sessions.has(name)) {
        await tab.locator('#sign-in-name').fill(name);
        await tab.locator('#sign-in-password').fill(passwords[name]);
        await tab.locator('#sign-in-submit').click();
        await tab.locator('#sign-in').waitFor({ state: 'detached' });
        const { cookies } = await tab.context().storageState();
        sessions.set(name, { cookies, origins: [] });
      }
      await act(tab);
    }, expected);
}

/** Sees that axe finds no fault on the page. */
export async function checkWithAxe(tab) {
  await tab.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await tab.evaluate(() => globalThis.axe.run(document));
  assert.deepEqual(violations.map((found) => `${found.id}: ${found.nodes[0]?.html}`), []);
}

/** Waits for the line of a chart: a blank chart has its axes and no more. */
export async function waitForLine(tab) {
  await tab.waitForFunction(() => {
    const isLine = (path) => path.getAttribute('fill') === 'none' && (path.getAttribute('d') ?? '').split('L').length > 5;
    return [...document.querySelectorAll('main svg path')].some(isLine);
  });
}
