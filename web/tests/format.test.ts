import { describe, expect, it } from 'vitest';
import { instant, MISSING, month, monthsAway, number, reading, signed } from '../src/shared/format';

describe('numbers', () => {
  it('are printed as the server gave them', () => {
    expect(number(0.0625)).toBe('0.0625');
    expect(number(87.5)).toBe('87.5');
    expect(number(2)).toBe('2');
  });
  it('carry a true minus, and a plus where they are a change', () => {
    expect(number(-5.9)).toBe('−5.9');
    expect(signed(14.3)).toBe('+14.3');
    expect(signed(0)).toBe('0');
  });
  it('are never made up', () => expect(number(null)).toBe(MISSING));
});

describe('readings', () => {
  it('below detection show the limit, never zero', () => {
    expect(reading(0.01, 'L', 0.01)).toBe('<0.01');
    expect(reading(null, 'L', 0.025)).toBe('<0.025');
    expect(reading(0, 'L', 0.01)).toBe('<0.01');
  });
  it('otherwise show the value', () => expect(reading(2.49, 'N', null)).toBe('2.49'));
});

describe('months', () => {
  it('are named in both languages', () => {
    expect(month('2021-04', 'zh')).toBe('2021年4月');
    expect(month('2021-04', 'en')).toBe('Apr 2021');
  });
  it('cross the year in both directions', () => {
    expect(monthsAway('2021-01', -1)).toBe('2020-12');
    expect(monthsAway('2020-12', 1)).toBe('2021-01');
    expect(monthsAway('2021-04', -12)).toBe('2020-04');
  });
});

describe('instants', () => {
  it('are on the clock of the zone, not of the reader', () => {
    expect(instant('2021-03-31T20:00:00Z', 'Asia/Shanghai')).toBe('2021-04-01 04:00');
  });
  it('that cannot be read are shown as they are', () => expect(instant('soon', 'Asia/Shanghai')).toBe('soon'));
});
