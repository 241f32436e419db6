import { expect, test } from 'vitest';
import { LOOKS } from '../src/shared/classes';
import { allowed, beyond, classesText, countBeyond, limitLines, referenceClass } from '../src/shared/limits';
import { marksWithin } from '../src/shared/chart/item';
import type { Limits } from '../src/shared/limits';

// GB 3838-2002 table 1.
const base: Omit<Limits, 'item' | 'better'> = {
  water_body: 'lake',
  class_i: null,
  class_ii: null,
  class_iii: null,
  class_iv: null,
  class_v: null,
  low: null,
  high: null,
  unit: 'mg/L',
  assessed: true,
};
const phosphorus: Limits = {
  ...base,
  item: 'tp',
  better: 'lower',
  class_i: 0.01,
  class_ii: 0.025,
  class_iii: 0.05,
  class_iv: 0.1,
  class_v: 0.2,
};
const oxygen: Limits = {
  ...base,
  item: 'dissolved_oxygen',
  better: 'higher',
  class_i: 7.5,
  class_ii: 6,
  class_iii: 5,
  class_iv: 3,
  class_v: 2,
};
const ph: Limits = { ...base, item: 'ph', better: 'within', low: 6, high: 9 };
const cod: Limits = {
  ...base,
  item: 'cod',
  better: 'lower',
  class_i: 15,
  class_ii: 15,
  class_iii: 20,
  class_iv: 30,
  class_v: 40,
};

const span = (from: string, min: number, max = min, count = 1) => ({ from, min, max, count, doubtful: 0, below: 0 });

test('the target is the reference, and class III where no target is set', () => {
  expect(referenceClass('II')).toBe('II');
  expect(referenceClass(null)).toBe('III');
  expect(referenceClass('inferior_V')).toBe('III');
});

test('limits that coincide are one line that carries both classes', () => {
  expect(limitLines(cod, 'II')[0]).toEqual({ value: 15, classes: ['I', 'II'], isReference: true });
  expect(limitLines(cod, 'II')).toHaveLength(4);
});

test('limits of an item where more is better are listed by value too', () => {
  expect(limitLines(oxygen, 'II').map((line) => line.value)).toEqual([2, 3, 5, 6, 7.5]);
});

test('the two bounds of pH hold for every class', () => {
  expect(limitLines(ph, 'II').map((line) => [line.value, line.isReference])).toEqual([
    [6, true],
    [9, true],
  ]);
});

test('an item without limits has no lines and nothing is beyond', () => {
  expect(limitLines(undefined, 'II')).toEqual([]);
  expect(beyond([span('2021-04-01T00:00:00+08:00', 1e9)], allowed(undefined, 'II'))).toEqual([]);
});

test('a reading on its limit is within it', () => {
  const range = allowed(phosphorus, 'II');
  expect(beyond([span('2021-04-01T00:00:00+08:00', 0.025)], range)).toEqual([]);
  expect(beyond([span('2021-04-01T00:00:00+08:00', 0.026)], range)).toHaveLength(1);
});

test('oxygen is beyond its limit below it, and the least value is marked', () => {
  expect(beyond([span('2021-04-01T00:00:00+08:00', 5.9, 8)], allowed(oxygen, 'II'))).toEqual([
    { from: '2021-04-01T00:00:00+08:00', value: 5.9 },
  ]);
});

test('pH beyond both bounds within one span is marked at both', () => {
  const marked = beyond([span('2021-04-01T00:00:00+08:00', 5.8, 9.2, 4)], allowed(ph, 'I'));
  expect(marked.map((b) => b.value)).toEqual([5.8, 9.2]);
});

test('how many are beyond is exact only where each such span is one reading', () => {
  const range = allowed(phosphorus, 'II');
  const single = [span('2021-04-01T00:00:00+08:00', 0.03), span('2021-04-02T00:00:00+08:00', 0.01, 0.02, 6)];
  expect(countBeyond(single, range)).toEqual({ atLeast: 1, isExact: true });
  expect(countBeyond([span('2021-04-01T00:00:00+08:00', 0.01, 0.03, 6)], range)).toEqual({
    atLeast: 1,
    isExact: false,
  });
});

test('one exceedance among many good readings stays a mark', () => {
  const wide = span('2021-04-01T00:00:00+08:00', 0.001, 0.4, 1000);
  expect(beyond([wide], allowed(phosphorus, 'II'))).toEqual([{ from: wide.from, value: 0.4 }]);
});

test('classes that share a limit are written as a range', () => {
  expect(classesText(['I', 'II', 'III'], (cls) => LOOKS[cls].numeral)).toBe('Ⅰ–Ⅲ');
  expect(classesText(['IV'], (cls) => LOOKS[cls].numeral)).toBe('Ⅳ');
});

test('a label that would cover that of the target is left off while its line stays', () => {
  const lines = limitLines(phosphorus, 'II');
  const marks = marksWithin(lines, { min: 0, max: 0.2, step: 0.05 });
  expect(marks).toHaveLength(5);
  expect(marks[0]).toEqual({ value: 0.025, label: 'Ⅱ 0.025', isStrong: true });
  expect(marks.find((mark) => mark.value === 0.01)?.label).toBe('');
});

test('limits off the axis are not drawn', () => {
  const marks = marksWithin(limitLines(phosphorus, 'II'), { min: 0, max: 0.03, step: 0.01 });
  expect(marks.map((mark) => mark.value)).toEqual([0.025, 0.01]);
});
