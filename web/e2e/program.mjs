// The built program with the demo zone, and a browser on its page.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const PROGRAM = process.env.WELLKEEPER_PROGRAM ?? new URL('../../target/debug/wellkeeper', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const START_MS = 180_000;

/** Makes the demo zone, serves it, and gives its address and a way to end it that gives its log. */
export async function serveDemo() {
  const folder = await mkdtemp(path.join(tmpdir(), 'wellkeeper-page-'));
  const program = spawn(PROGRAM, ['demo', '--dir', path.join(folder, 'zone'), '--bind', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LANG: 'C.UTF-8' },
  });
  let log = '';
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`it does not serve: ${log}`)), START_MS);
    program.stderr.setEncoding('utf8').on('data', (text) => {
      log += text;
      const at = /http:\/\/[\d.:]+/.exec(log);
      if (at) {
        clearTimeout(late);
        resolve(at[0]);
      }
    });
    program.on('exit', (code) => reject(new Error(`it ended with ${code}: ${log}`)));
  });
  return {
    address,
    async end() {
      const ended = new Promise((resolve) => program.once('exit', resolve));
      program.removeAllListeners('exit').once('exit', () => {});
      program.kill('SIGTERM');
      await Promise.race([ended, new Promise((resolve) => program.once('close', resolve))]);
      await rm(folder, { recursive: true, force: true });
      return log;
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
