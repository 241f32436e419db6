// Signing in by a city's own sign-in: in a real browser, at a provider that others wrote and that is certified
// by the OpenID Foundation (panva's oidc-provider).
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { checkWithAxe, makeEmpty, openBrowser, visit } from './program.mjs';

const PASSWORD = 'seven sluices of the dam';
const SECRET = randomUUID();
const DEEP = '/status?lang=zh';
// One client for each way of signing.
const ALGORITHMS = ['RS256', 'ES256'];

// The program reads the secret of its environment.
process.env.WELLKEEPER_E2E_CITY_SECRET = SECRET;

let zone, books, browser, server, issuer;
before(async () => {
  server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${server.address().port}`;
  zone = await makeEmpty();
  await zone.command(['person', 'add', 'wang', '--title', '王工', '--role', 'reviewer', '--no-password']);
  await zone.command(['person', 'add', 'li'], `${PASSWORD}\n`);
  books = {};
  const settings = (client) => `
[sign_in.oidc]
issuer = "${issuer}"
client_id = "${client}"
client_secret_env = "WELLKEEPER_E2E_CITY_SECRET"
title = { zh = "用全市统一身份登录", en = "Sign in with the city" }
`;
  for (const alg of ALGORITHMS) {
    await zone.configure((was) => was.split('\n[sign_in.oidc]')[0] + settings(alg));
    books[alg] = await zone.serve('--sign-in');
  }
  server.on('request', makeProvider());
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  // Who cannot reach the provider is answered 502, and the log says so.
  await zone?.end(/Status code: 502/);
});

/** Whoever names themselves is believed. Names are told where the standard says, at the userinfo endpoint. */
function makeProvider() {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const made = new Provider(issuer, {
    clients: ALGORITHMS.map((alg) => ({
      client_id: alg,
      client_secret: SECRET,
      redirect_uris: [`${books[alg]}/api/session/city/return`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: alg,
    })),
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    cookies: { keys: [randomUUID()] },
    // The pages that come with it fetch fonts from elsewhere.
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
    interactions: { url: (_context, { uid }) => `/name/${uid}` },
    jwks: { keys: [{ ...rsa, kid: 'r', use: 'sig', alg: 'RS256' }, { ...ec, kid: 'e', use: 'sig', alg: 'ES256' }] },
    // A city does not ask its people whether its own books may know of them.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
  });
  const rest = made.callback();
  return async (request, response) => {
    if (!request.url.startsWith('/name/')) return rest(request, response);
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/html');
      return response.end('<link rel="icon" href="data:,"><form method="post"><input name="name"><button id="in">in</button><button id="cancel" name="cancel" value="1">cancel</button></form>');
    }
    const sent = new URLSearchParams(await text(request));
    const result = sent.has('cancel') ? { error: 'access_denied' } : { login: { accountId: sent.get('name') } };
    return made.interactionFinished(request, response, result);
  };
}

const address = (alg = 'RS256') => books[alg];
// The browser tells the console of every answer that refuses; and it asks the provider, which is elsewhere.
const FORESEEN = /status of (400|401|403|502)|^asked http:\/\/127\.0\.0\.1/;
const onBook = (page, act, alg) => visit(browser, address(alg), page, {}, act, FORESEEN);

async function leave(tab) {
  await tab.locator('#sign-in-city').click();
  await tab.waitForURL((url) => url.href.startsWith(issuer));
}

async function nameOneself(tab, name) {
  await leave(tab);
  await tab.locator('input[name="name"]').fill(name);
  await tab.locator('#in').click();
}

const refusal = (tab) => tab.locator('#sign-in-refusal').innerText();

for (const alg of ALGORITHMS) {
  test(`whoever signs in by the city comes back to where they were (${alg})`, async () => {
    await onBook(DEEP, async (tab) => {
      assert.equal(await tab.locator('#sign-in-city').innerText(), '用全市统一身份登录');
      await nameOneself(tab, 'wang');
      await tab.waitForURL(address(alg) + DEEP);
      await tab.locator('#person-menu').click();
      assert.match(await tab.locator('#person-panel').innerText(), /王工[^]*wang[^]*查看、录入、审核/);
      assert.equal(await tab.evaluate(() => document.cookie), '', 'no script reads a cookie');
      const cookies = await tab.context().cookies(address(alg));
      const ours = cookies.filter(({ name }) => name.startsWith('wellkeeper')).map(({ name, sameSite, httpOnly }) => [name, sameSite, httpOnly]);
      assert.deepEqual(ours, [['wellkeeper', 'Strict', true]]);
      await tab.reload({ waitUntil: 'networkidle' });
      await tab.locator('#person-menu').waitFor();
      await tab.locator('#person-menu').click();
      await tab.locator('#sign-out').click();
      await tab.locator('#sign-in-city').waitFor();
    }, alg);
  });
}

test('who is in no book is told by which name to be entered, and may sign in by a password', async () => {
  await onBook(DEEP, async (tab) => {
    await nameOneself(tab, 'zhao');
    await tab.waitForURL(/\/sign-in\?city=not_registered/);
    assert.match(await refusal(tab), /您是“zhao”，但这本账册里没有登记[^]*wellkeeper person add/);
    await checkWithAxe(tab);
    await tab.locator('#sign-in-name').fill('li');
    await tab.locator('#sign-in-password').fill(PASSWORD);
    await tab.locator('#sign-in-submit').click();
    await tab.waitForURL(address() + DEEP);
    await tab.locator('#person-menu').waitFor();
  });
  const { answer } = await zone.command(['--json', 'person', 'list']);
  assert.deepEqual(JSON.parse(answer).people.map(({ name }) => name), ['li', 'wang']);
});

test('whoever cancels at the city is told so, and may begin again', async () => {
  await onBook('/status?lang=en', async (tab) => {
    await leave(tab);
    await tab.locator('#cancel').click();
    await tab.waitForURL(/\/sign-in\?city=refused/);
    await tab.locator('#sign-in-refusal').waitFor();
    assert.match(await refusal(tab), /did not let you in/);
    await nameOneself(tab, 'wang');
    await tab.locator('#person-menu').waitFor();
    assert.equal(tab.url(), `${address()}/status?lang=en`);
  });
});

test('an answer that belongs to no sign-in of this browser is told in the language of the page', async () => {
  await onBook(`/api/session/city/return?state=x&code=y&iss=${encodeURIComponent(issuer)}`, async (tab) => {
    await tab.waitForURL(/\/sign-in\?city=expired/);
    await tab.locator('#sign-in-refusal').waitFor();
    assert.match(await refusal(tab), /已过期/);
    await tab.goto(`${tab.url()}&lang=en`, { waitUntil: 'networkidle' });
    assert.match(await refusal(tab), /began too long ago/);
  }, 'ES256');
});

test('the form with the button has no fault that axe finds, light and dark', async () => {
  for (const theme of ['light', 'dark']) {
    await onBook(`${DEEP}&theme=${theme}`, async (tab) => {
      await tab.locator('#sign-in-city').waitFor();
      await checkWithAxe(tab);
    });
  }
});

// The last, since the provider does not come back.
test('where the city cannot be reached, the form says so and passwords go on', async () => {
  const fresh = await zone.serve('--sign-in');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await visit(browser, fresh, DEEP, {}, async (tab) => {
    await tab.locator('#sign-in-city').click();
    await tab.locator('#sign-in-refusal').waitFor();
    assert.match(await refusal(tab), /市统一登录暂时连不上/);
    await tab.locator('#sign-in-name').fill('li');
    await tab.locator('#sign-in-password').fill(PASSWORD);
    await tab.locator('#sign-in-submit').click();
    await tab.locator('#person-menu').waitFor();
  }, FORESEEN);
});
