// The tests of this folder, or of those files that are named: the demo zone is made once and copied for each
// file, and two files run at a time, since a page that loads is waited for more than it computes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fillDemo } from './program.mjs';

const HERE = import.meta.dirname;
const AT_A_TIME = 2;

const asked = process.argv.slice(2);
const tests = (await readdir(HERE)).filter((name) => name.endsWith('.test.mjs')).map((name) => path.join(HERE, name));
const folder = await mkdtemp(path.join(tmpdir(), 'wellkeeper-demo-'));
try {
  const zone = path.join(folder, 'zone');
  await fillDemo(zone);
  const args = ['--test', `--test-concurrency=${AT_A_TIME}`, ...(asked.length > 0 ? asked : tests)];
  const run = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, WELLKEEPER_DEMO_ZONE: zone } });
  const [code] = await once(run, 'close');
  process.exitCode = code ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
