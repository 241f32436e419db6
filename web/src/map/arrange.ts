// Markers must stay readable where sections lie close: they are pushed apart, tied by a line to the
// place they stand for, and a name is printed only where it covers nothing.

export interface Spot {
  x: number;
  y: number;
}

const ROUNDS = 60;

/** Moves spots apart until no two are nearer than `gap`, as little as it takes. */
export function spread(spots: readonly Spot[], gap: number): Spot[] {
  const moved = spots.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let isCalm = true;
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) {
        if (part(moved[i]!, moved[j]!, gap)) isCalm = false;
      }
    }
    if (isCalm) break;
  }
  return moved;
}

function part(a: Spot, b: Spot, gap: number): boolean {
  let [dx, dy] = [b.x - a.x, b.y - a.y];
  const distance = Math.hypot(dx, dy);
  if (distance >= gap - 0.5) return false;
  // Two at one place have no direction to part in; side by side reads best.
  if (distance === 0) [dx, dy] = [1, 0];
  const push = (gap - distance) / 2 / (distance || 1);
  a.x -= dx * push;
  a.y -= dy * push;
  b.x += dx * push;
  b.y += dy * push;
  return true;
}

export type Side = 'right' | 'left' | 'below' | 'above';
const SIDES: readonly Side[] = ['right', 'left', 'below', 'above'];

interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const overlap = (a: Rect, b: Rect) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export interface Frame {
  width: number;
  height: number;
  /** Radius of a marker. */
  radius: number;
  lineHeight: number;
}

function rect({ x, y }: Spot, side: Side, width: number, { radius, lineHeight }: Frame): Rect {
  const reach = radius + 4;
  const left = side === 'right' ? x + reach : side === 'left' ? x - reach - width : x - width / 2;
  const top = side === 'below' ? y + reach : side === 'above' ? y - reach - lineHeight : y - lineHeight / 2;
  return { left, top, right: left + width, bottom: top + lineHeight };
}

/** The side on which each name stands, or null where it would cover a marker or another name. */
export function nameSides(spots: readonly Spot[], widths: readonly number[], frame: Frame): (Side | null)[] {
  const { radius } = frame;
  const taken: Rect[] = spots.map(({ x, y }) => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }));
  const fits = (one: Rect) =>
    one.left >= 0 && one.top >= 0 && one.right <= frame.width && one.bottom <= frame.height && !taken.some((other) => overlap(one, other));
  return spots.map((spot, index) => {
    const width = widths[index] ?? 0;
    const side = SIDES.find((one) => fits(rect(spot, one, width, frame))) ?? null;
    if (side) taken.push(rect(spot, side, width, frame));
    return side;
  });
}

const WIDE = /[⺀-鿿豈-﫿＀-｠]/;

/** Width of a text in px, near enough to lay out with: a Chinese sign is as wide as it is high. */
export function textWidth(text: string, sizePx: number): number {
  return [...text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 1 : 0.56), 0) * sizePx;
}
