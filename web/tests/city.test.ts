import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressOf, lookOf } from '../src/person/back';
import { refusalOfAddress, refusalOfLeaving } from '../src/person/refusal';
import { Door } from '../src/person/session.svelte';
import { ApiError, forget } from '../src/shared/api/client';
import { enPerson } from '../src/shared/i18n/en.person';
import { zhPerson } from '../src/shared/i18n/zh.person';

const title = { zh: '用市统一身份认证登录', en: "Sign in with the city's account" };
const session = { door: 'sign_in', has_people: true, city: title, person: null };

beforeEach(() => forget());
afterEach(() => vi.unstubAllGlobals());

/** What is said of a sign-in by an address with this end. */
const said = (query: string, nowMs = 0) => refusalOfAddress((name) => new URLSearchParams(query).get(name), nowMs);

describe("the city's sign-in", () => {
  it('is offered where the server has one', async () => {
    vi.stubGlobal('fetch', async () => Response.json(session));
    const door = new Door();
    expect(door.city).toBeNull();
    await door.read();
    expect(door.city).toEqual(title);
    vi.stubGlobal('fetch', async () => Response.json({ ...session, city: null }));
    forget();
    await door.read();
    expect(door.city).toBeNull();
  });
  it('is told where one comes from, and says where one goes', async () => {
    const sent: unknown[] = [];
    vi.stubGlobal('fetch', async (address: string, { method, body }: RequestInit) => {
      sent.push([method, address, JSON.parse(String(body))]);
      return Response.json({ address: 'https://sso.example/authorize?state=1' });
    });
    const to = '/section/x?month=2021-04#trend';
    expect(await new Door().leaveForCity(to)).toBe('https://sso.example/authorize?state=1');
    expect(sent).toEqual([['POST', '/api/session/city', { to }]]);
  });
  it.each([502, 503, 504])('cannot be reached where the server answers %i', (status) => {
    expect(refusalOfLeaving(new ApiError('', '', status), 0)).toEqual({ why: 'cityUnreachable' });
  });
  it('is not at fault where the server itself fails, cannot be reached, or has one wait', () => {
    const fault = new ApiError('', '', 500);
    expect(refusalOfLeaving(fault, 0)).toEqual({ why: 'failed', error: fault });
    expect(refusalOfLeaving(new TypeError('network'), 0)).toMatchObject({ why: 'failed', error: { status: 0 } });
    expect(refusalOfLeaving(new ApiError('', '', 429, 30), 1000)).toEqual({ why: 'wait', until: 31_000 });
  });
});

describe('what the address says of a sign-in that came back', () => {
  it('is nothing where it came from no city', () => {
    for (const query of ['', 'to=%2Fstatus', 'city=', 'city=toString', 'city=__proto__', 'city=hello']) expect(said(query)).toBeNull();
  });
  it('is a reason of a few', () => {
    const reasons = ['refused', 'expired', 'unreachable', 'failed'].map((code) => said(`city=${code}`)?.why);
    expect(reasons).toEqual(['cityRefused', 'cityExpired', 'cityUnreachable', 'cityFailed']);
  });
  it('is a name to be registered by, and no other text', () => {
    const named = (name: string) => said(`city=not_registered&name=${encodeURIComponent(name)}`);
    expect(named('王工_2.a-b')).toEqual({ why: 'notRegistered', name: '王工_2.a-b' });
    for (const name of ['', 'a b', 'call +86 10 1234', '<b>', 'x'.repeat(65)]) expect(named(name)).toEqual({ why: 'notRegistered', name: null });
    expect(said('city=not_registered')).toEqual({ why: 'notRegistered', name: null });
  });
  it('is how long one waits', () => {
    expect(said('city=wait&wait=900', 1000)).toEqual({ why: 'wait', until: 901_000 });
    for (const wait of ['', '-1', '1e9', '99999']) expect(said(`city=wait&wait=${wait}`)).toEqual({ why: 'wait', until: null });
  });
});

describe('who comes back', () => {
  it('reads on in the language and the theme that they left in', () => {
    expect(lookOf('/status?lang=en&month=2021-04&theme=dark#top')).toEqual({ lang: 'en', theme: 'dark' });
    for (const to of [null, '', '/', '/status?month=2021-04']) expect(lookOf(to)).toEqual({});
  });
  it('is sent to a page of this site', () => {
    expect(addressOf('/section/陶岔?month=2021-04#trend')).toBe(`/section/${encodeURIComponent('陶岔')}?month=2021-04#trend`);
    for (const to of [null, '//elsewhere.example', 'https://elsewhere.example']) expect(addressOf(to)).toBe('/');
  });
});

describe('the texts', () => {
  it('name the one who is not registered in both languages', () => {
    for (const texts of [zhPerson, enPerson]) {
      expect(texts['signIn.city.notRegistered.name']).toContain('{name}');
      expect(texts['signIn.city.notRegistered.how']).toContain('wellkeeper person add');
    }
  });
});
