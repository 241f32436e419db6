/** A point of a line: zone wall clock in ms, value; a null value breaks the line. */
export type Point = [x: number, y: number | null];

/** What a line is made of: the least and greatest value in a stretch of time. */
export interface Span {
  from: string;
  /** None where every reading is below its detection limit. */
  min: number | null;
  max: number | null;
  /** Readings with a value. */
  count: number;
  doubtful: number;
  below: number;
}

/**
 * An instant with the zone's offset as ms of a clock that stands in the zone.
 *
 * Charts draw it as UTC, so that a reader in another time zone sees the zone's days.
 */
export function wallClock(instant: string): number {
  return Date.parse(`${instant.slice(0, 19)}Z`);
}

/** The reverse of {@link wallClock}, to the minute, for a table or a tooltip. */
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * From how many ms without a reading on the line is broken: three times the usual step.
 *
 * The usual step is the median, so that a daily series that turns hourly is not torn apart.
 */
export function gapMs(spans: Span[], bucketSeconds: number): number {
  const steps = spans
    .slice(1)
    .map((span, i) => wallClock(span.from) - wallClock(spans[i]!.from))
    .sort((a, b) => a - b);
  const median = steps[Math.floor(steps.length / 2)] ?? 0;
  return 3 * Math.max(median, bucketSeconds * 1000);
}

/** A line through the least and greatest value of each span, broken where readings are missing or have no value. */
export function minMaxLine(spans: Span[], bucketSeconds: number): Point[] {
  const gap = gapMs(spans, bucketSeconds);
  const line: Point[] = [];
  let before: number | null = null;
  for (const span of spans) {
    const x = wallClock(span.from);
    if (before !== null && x - before > gap) line.push([before + (x - before) / 2, null]);
    line.push([x, span.min]);
    if (span.max !== span.min) line.push([x, span.max]);
    before = x;
  }
  return line;
}

/** The points that stand alone between two breaks: a line cannot show them, so they become dots. */
export function lonePoints(line: Point[]): Point[] {
  const isBreak = (i: number) => line[i] === undefined || line[i]![1] === null;
  return line.filter((point, i) => point[1] !== null && isBreak(i - 1) && isBreak(i + 1));
}
