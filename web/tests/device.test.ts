import { describe, expect, it } from 'vitest';
import { guessEdition, networksOf } from '../src/device/adopt';
import { daysOf, factorsOf, percent, summaryOf } from '../src/device/complete';
import { commandOf, partsOf } from '../src/device/frame';
import { groupsOf, lackingByDoor, takesOthers } from '../src/device/door';
import type { Device, DevicePoint, DoorSource } from '../src/shared/api/types';

// HJ 212-2017, the example of annex A that the codec of the gateway is tested with too: its length, QN and check
// are those of the standard.
const PUBLISHED = '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80';

describe('a frame in clear', () => {
  it('is taken apart into what stands before the data, the data, and the check', () => {
    const parts = partsOf(PUBLISHED)!;
    expect(parts.head).toBe('##0101');
    expect(parts.check).toBe('1C80');
    expect(parts.fields.map(({ name }) => name)).toEqual(['QN', 'ST', 'CN', 'PW', 'MN', 'Flag']);
    expect(parts.fields[4]!.value).toBe('010000A8900016F000169DC0');
    expect(parts.groups).toEqual([[{ name: 'RtdInterval', value: '30' }]]);
    expect(commandOf(parts)).toBeNull();
  });

  it('has a group for each code', () => {
    const parts = partsOf('##0000CN=2011;MN=A;CP=&&DataTime=20261127080000;w21003-Rtd=0.25,w21003-Flag=N;w01018-Rtd=9&&ABCD\\x0d\\x0a')!;
    expect(parts.groups.map((group) => group.map(({ name, value }) => `${name} ${value}`))).toEqual([
      ['DataTime 20261127080000'],
      ['w21003-Rtd 0.25', 'w21003-Flag N'],
      ['w01018-Rtd 9'],
    ]);
    expect(commandOf(parts)).toBe('2011');
  });

  it('stays as it is where it is none, and nothing is lost of data that are odd', () => {
    for (const bytes of ['', '\\x23\\x23\\x00', '##0101QN=2016', 'GET / HTTP/1.1']) expect(partsOf(bytes)).toBeNull();
    expect(partsOf('##0001MN=A;CP=&&&&0000')!.groups).toEqual([]);
    expect(partsOf('##0001junk;CP=&&a=b=c&&')!.fields).toEqual([{ name: '', value: 'junk' }]);
    expect(partsOf('##0001CP=&&a=b=c&&')!.groups).toEqual([[{ name: 'a', value: 'b=c' }]]);
  });
});

describe('completeness', () => {
  it('is whole percent, cut, and none where nothing was expected', () => {
    expect(percent({ expected: 288, had: 287 })).toBe(99);
    expect(percent({ expected: 288, had: 288 })).toBe(100);
    expect(percent({ expected: 24, had: 30 })).toBe(100);
    expect(percent({ expected: 24, had: 0 })).toBe(0);
    expect(percent({ expected: 0, had: 3 })).toBeNull();
    expect(percent({ expected: null, had: 3 })).toBeNull();
  });

  it('is told of a series once, with all codes that feed it', () => {
    const point = (code: string, series: number) => ({ code, field: 'Rtd', series }) as DevicePoint;
    const factors = factorsOf([point('a', 1), point('b', 2), point('c', 1)]);
    expect(factors.map(({ series, codes }) => [series, codes])).toEqual([[1, ['a-Rtd', 'c-Rtd']], [2, ['b-Rtd']]]);
  });

  it('of days counts those that were due, whole and empty', () => {
    const days = daysOf([0, 24, 24, null, 24], [0, 24, 0, 5, 23]);
    expect(days.map(({ back }) => back)).toEqual([4, 3, 2, 1, 0]);
    expect(summaryOf(days)).toEqual({ due: 3, whole: 1, none: 1 });
  });
});

describe('an adoption', () => {
  it('takes networks with blanks, commas or lines between', () => {
    expect(networksOf(' 10.1.0.0/16,10.2.0.0/16；\n::/0 ')).toEqual(['10.1.0.0/16', '10.2.0.0/16', '::/0']);
    expect(networksOf(' ')).toEqual([]);
  });

  it('proposes the edition of 2005 where data carry no QN, else that of 2017', () => {
    expect(guessEdition([PUBLISHED])).toBe('2017');
    expect(guessEdition(['##0001ST=32;CN=2011;MN=A;CP=&&&&0000'])).toBe('2005');
    expect(guessEdition(['\\x00'])).toBe('2017');
  });
});

describe('devices by source', () => {
  const device = (identity: string, source: string | null) => ({ identity, source }) as unknown as Device;
  const source = (address: string | null, state: DoorSource['state'], because: string | null = null, out = 0) =>
    ({ address, state, because, out_count: out }) as DoorSource;

  it('stand together, what is down first and what never had a line last', () => {
    const devices = [device('a', null), device('b', '10.0.0.2'), device('c', '10.0.0.9'), device('d', '10.0.0.2'), device('e', '10.0.0.1')];
    const groups = groupsOf(devices, [source('10.0.0.2', 'up'), source('10.0.0.9', 'down'), source(null, 'idle')]);
    expect(groups.map(({ address, devices: of }) => [address, of.map(({ identity }) => identity).join()])).toEqual([
      ['10.0.0.9', 'c'],
      ['10.0.0.1', 'e'],
      ['10.0.0.2', 'b,d'],
      [null, 'a'],
    ]);
    expect(groups[1]!.source).toBeNull();
  });

  it('are out because of it where it takes several with it and is out by itself', () => {
    expect(takesOthers(source('a', 'down', null, 2))).toBe(true);
    expect(takesOthers(source('a', 'down', null, 1))).toBe(false);
    expect(takesOthers(source('a', 'down', 'door', 2))).toBe(false);
    expect(takesOthers(source('a', 'up', null, 2))).toBe(false);
  });
});

describe('what lacks', () => {
  it('is told apart where some of it is because the door was closed', () => {
    const had = (expected: number | null, count: number, door: number) => ({ expected, had: count, valid: count, lacking_by_door: door });
    expect(lackingByDoor(had(24, 20, 0))).toBeNull();
    expect(lackingByDoor(had(null, 3, 0))).toBeNull();
    expect(lackingByDoor(had(24, 14, 8))).toEqual({ lacking: 10, door: 8 });
    // Of several factors one may have too many.
    expect(lackingByDoor(had(24, 24, 2))).toEqual({ lacking: 2, door: 2 });
  });
});
