import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeOf } from '../src/person/back';
import { Countdown } from '../src/person/countdown.svelte';
import { refusalOf, secondsLeft, waitText } from '../src/person/refusal';
import { Door } from '../src/person/session.svelte';
import { callName, roleText } from '../src/person/words';
import { ApiError, forget, get } from '../src/shared/api/client';
import { scope } from '../src/shared/scope.svelte';

const wang = { name: 'wang', title: '王工', role: 'reviewer', area: null };
const problem = (status: number, headers = {}) =>
  new Response(JSON.stringify({ type: 'about:blank', title: 'no', status, detail: 'no' }), { status, headers });

/** A server with one session; what it was asked stands in `asked`. */
function serve(session: { door: string; has_people: boolean; person: object | null }) {
  const state = { session, isSignedIn: false, asked: [] as string[] };
  vi.stubGlobal('fetch', async (address: string, { method = 'GET', body }: RequestInit) => {
    state.asked.push(`${method} ${address}`);
    if (address !== '/api/session') return state.isSignedIn ? Response.json({ rows: [address] }) : problem(401);
    if (method === 'DELETE') {
      state.isSignedIn = false;
      return new Response(null, { status: 204 });
    }
    if (method === 'POST') {
      if (JSON.parse(String(body)).password !== 'right') return problem(401);
      state.isSignedIn = true;
    }
    return Response.json({ ...state.session, person: state.isSignedIn ? state.session.person : null });
  });
  return state;
}

beforeEach(() => forget());
afterEach(() => vi.unstubAllGlobals());

describe('the door', () => {
  it('is shut to who has not signed in, and open after it', async () => {
    serve({ door: 'sign_in', has_people: true, person: wang });
    const door = new Door();
    await door.read();
    expect([door.isShut, door.isOpen, door.hasPeople]).toEqual([true, false, true]);
    await door.signIn('wang', 'right');
    expect([door.isShut, door.isOpen, door.person]).toEqual([false, true, wang]);
  });
  it('stays as it was after a wrong password, which is no refused read', async () => {
    serve({ door: 'public', has_people: true, person: wang });
    const door = new Door();
    await door.read();
    await expect(door.signIn('wang', 'wrong')).rejects.toThrow(ApiError);
    expect([door.isShut, door.visit]).toEqual([false, 0]);
  });
  it('is shut at the address whose read was refused, until somebody signs in', async () => {
    serve({ door: 'public', has_people: true, person: wang });
    const door = new Door();
    await door.read();
    await expect(get('/status')).rejects.toThrow(ApiError);
    expect(door.isShut).toBe(true);
    await door.signIn('wang', 'right');
    expect(door.isShut).toBe(false);
  });
  it('says that a sign-in has run out where somebody was signed in', async () => {
    const server = serve({ door: 'sign_in', has_people: true, person: wang });
    const door = new Door();
    await door.signIn('wang', 'right');
    server.isSignedIn = false;
    await expect(get('/zone')).rejects.toThrow(ApiError);
    await vi.waitFor(() => expect(door.person).toBeNull());
    expect([door.isShut, door.hasRunOut]).toEqual([true, true]);
    await door.signIn('wang', 'right');
    expect(door.hasRunOut).toBe(false);
  });
  it('shows to the next person nothing that was read for the one before', async () => {
    const server = serve({ door: 'public', has_people: true, person: wang });
    const door = new Door();
    await door.signIn('wang', 'right');
    await get('/zone');
    await get('/zone');
    await door.signOut();
    await expect(get('/zone')).rejects.toThrow(ApiError);
    expect(server.asked.filter((one) => one === 'GET /api/zone')).toHaveLength(2);
    expect([door.person, door.visit]).toEqual([null, 2]);
  });
  it('does not take a refusal of what was asked before signing in for one after it', async () => {
    serve({ door: 'sign_in', has_people: true, person: wang });
    const door = new Door();
    const early = get('/zone');
    await Promise.allSettled([door.signIn('wang', 'right'), early]);
    expect(door.isShut).toBe(false);
  });
  it('is no hindrance where the server knows of no sign-in', async () => {
    vi.stubGlobal('fetch', async () => problem(404));
    const door = new Door();
    await door.read();
    expect([door.isOpen, door.hasPeople, door.person]).toEqual([true, false, null]);
  });
  it('tells the page which area it is given', async () => {
    serve({ door: 'public', has_people: true, person: { ...wang, area: { field: 'county', value: '丹江口市' } } });
    const door = new Door();
    await door.signIn('wang', 'right');
    expect(scope.only).toBe('丹江口市');
    expect(scope.note).toContain('丹江口市');
    await door.signOut();
    expect([scope.only, scope.note]).toEqual([null, undefined]);
  });
});

describe('too many tries', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('are told with the seconds that the server says', async () => {
    vi.stubGlobal('fetch', async () => problem(429, { 'retry-after': '30' }));
    const error = await get('/zone').catch((cause: unknown) => cause);
    expect(refusalOf(error, 1000)).toEqual({ why: 'wait', until: 31_000 });
    expect(refusalOf(new ApiError('', '', 429), 0)).toEqual({ why: 'wait', until: null });
  });
  it('are counted down by the clock to nothing', () => {
    const wait = new Countdown();
    wait.to(2500);
    const seen = [wait.left];
    for (let i = 0; i < 4; i += 1) {
      vi.advanceTimersByTime(1000);
      seen.push(wait.left);
    }
    expect(seen).toEqual([3, 2, 1, 0, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });
  it('are over when the clock has gone on while the page slept', () => {
    expect(secondsLeft(30_000, 29_001)).toBe(1);
    expect(secondsLeft(30_000, 90_000)).toBe(0);
  });
  it('are told in minutes where they are many', () => {
    expect([waitText(60), waitText(61), waitText(900)]).toEqual(['60 秒', '1 分 01 秒', '15 分 00 秒']);
  });
});

describe('words', () => {
  it('name a role, and leave one not known as it is', () => {
    expect([roleText('reviewer'), roleText('auditor')]).toEqual(['查看、录入、审核', 'auditor']);
  });
  it('call a person by title, else by name', () => {
    expect([callName(wang), callName({ ...wang, title: null })]).toEqual(['王工', 'wang']);
  });
});

describe('where one goes after signing in', () => {
  it('is the page that one came from', () => {
    const to = `${encodeURI('/section/陶岔')}?month=2021-04&a=1&a=2#trend`;
    expect(placeOf(to)).toEqual({ path: '/section/陶岔', params: { month: ['2021-04'], a: ['1', '2'] }, hash: 'trend' });
  });
  it.each([null, '', 'https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', '/sign-in', '/%zz'])('is the zone for %s', (to) => {
    expect(placeOf(to)).toEqual({ path: '/', params: {}, hash: '' });
  });
});
