import type { ClassId } from '../api/types';
import { LOOKS, look } from '../classes';
import { number } from '../format';
import { allowed, classesText, type LimitClass, type LimitLine, type Limits } from '../limits';
import type { Mark } from './model';
import type { Scale } from './scale';

// Two labels nearer than this share of the axis would be printed over each other.
const LABEL_SHARE = 0.09;

/** A tick of a value axis; large ones are written short, as a tick is no figure: 1500万, 15M. */
export function tickText(value: number, lang: 'zh' | 'en'): string {
  if (Math.abs(value) < 10_000) return number(value);
  const short = new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-US', { notation: 'compact', maximumFractionDigits: 2 });
  return short.format(value);
}

/** The station's own class is a rank, so its axis has the six classes instead of numbers. */
export const CLASS_PROPERTY = 'published_class';

export function classOfRank(rank: number): string {
  return Object.values(LOOKS).find((one) => one.rank === rank)?.numeral ?? '';
}

export function numeral(cls: ClassId): string {
  return look(cls)?.numeral ?? cls;
}

/** Readings of an item that is reported apart are held against no limit. */
export function heldAgainst(limits: Limits | undefined, reference: LimitClass) {
  return limits?.assessed ? allowed(limits, reference) : null;
}

/** The lines that lie on the axis; a label too near to a stronger one is left off, its line stays. */
export function marksWithin(lines: LimitLine[], scale: Scale): Mark[] {
  const within = lines
    .filter(({ value }) => value >= scale.min && value <= scale.max)
    .toSorted((a, b) => Number(b.isReference) - Number(a.isReference));
  const labelled: number[] = [];
  const near = LABEL_SHARE * (scale.max - scale.min);
  return within.map((line) => {
    const isFree = labelled.every((value) => Math.abs(value - line.value) >= near);
    if (isFree) labelled.push(line.value);
    const label = isFree ? `${classesText(line.classes, numeral)} ${number(line.value)}` : '';
    return { value: line.value, label, isStrong: line.isReference };
  });
}
