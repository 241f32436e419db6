import { describe, expect, it } from 'vitest';
import { scaleThatFits } from '../src/shared/fit';

describe('a page on a wall', () => {
  const scaleFor = (height: number, room: number, from = 1) => scaleThatFits(from, (scale) => height * scale <= room);
  it('has its full size where it fits, also just so', () => {
    expect(scaleFor(900, 1080)).toBe(1);
    expect(scaleFor(1080, 1080)).toBe(1);
  });
  it('is as little smaller as it takes', () => {
    expect(scaleFor(1100, 1080)).toBe(0.975);
    expect(scaleFor(1167, 1080)).toBe(0.925);
  });
  it('does not grow again', () => {
    expect(scaleFor(900, 1080, 0.925)).toBe(0.925);
  });
  it('is never too small to be read', () => {
    expect(scaleFor(5000, 1080)).toBe(0.8);
    expect(scaleFor(5000, 1080, 0.8)).toBe(0.8);
  });
});
