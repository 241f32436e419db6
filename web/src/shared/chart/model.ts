import type { EChartsCoreOption } from 'echarts/core';
import type { Point } from './points';
import type { Scale } from './scale';

/** A horizontal line that values are held against. */
export interface Mark {
  value: number;
  label: string;
  isStrong: boolean;
}

/** A line that the readings are seen beside. */
export interface Companion {
  name: string;
  points: Point[];
  /** The same series a year before, or another series of these days. */
  is: 'year_before' | 'neighbour';
}

/** A small numbered mark at an instant, for what somebody wrote about it. */
export interface NumberedMark {
  at: number;
  label: string;
}

/** What a chart of one quantity over time shows; words and colours are the caller's and the page's. */
export interface ChartModel {
  line: Point[];
  lone: Point[];
  beyond: Point[];
  doubtful: Point[];
  marks: Mark[];
  scale: Scale;
  from: number;
  to: number;
  companions?: Companion[];
  /** The one reading that the chart is about; without a value it is a line at its instant alone. */
  picked?: Point;
  notes?: NumberedMark[];
  /** What the tooltip says of the readings at an instant. */
  tip(at: number): string;
  valueLabel(value: number): string;
}

/** The page's colours, read from its custom properties. */
export interface Palette {
  ink: string;
  soft: string;
  faint: string;
  hair: string;
  strong: string;
  accent: string;
  fault: string;
  surface: string;
  font: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'),
    soft: of('--ink-soft'),
    faint: of('--ink-faint'),
    hair: of('--line'),
    strong: of('--line-strong'),
    accent: of('--accent'),
    fault: of('--fault'),
    surface: of('--surface'),
    font: style.fontFamily,
  };
}

const TIME_LABELS = { year: '{yyyy}', month: '{yyyy}-{MM}', day: '{MM}-{dd}', hour: '{HH}:{mm}', minute: '{HH}:{mm}' };

export function chartOption(model: ChartModel, palette: Palette): EChartsCoreOption {
  return {
    animation: false,
    // Instants are the zone's wall clock written as UTC.
    useUTC: true,
    textStyle: { fontFamily: palette.font, color: palette.soft },
    // Fixed margins keep the time axes of charts above each other in line.
    grid: { left: 44, right: 60, top: 10, bottom: 22, outerBoundsMode: 'none' },
    tooltip: tooltip(model, palette),
    xAxis: {
      type: 'time',
      min: model.from,
      max: model.to,
      splitNumber: 4,
      axisLine: { lineStyle: { color: palette.strong } },
      axisTick: { lineStyle: { color: palette.strong } },
      axisLabel: { color: palette.soft, fontSize: 11, hideOverlap: true, formatter: TIME_LABELS },
    },
    yAxis: {
      type: 'value',
      min: model.scale.min,
      max: model.scale.max,
      interval: model.scale.step,
      axisLabel: { color: palette.soft, fontSize: 11, formatter: model.valueLabel },
      splitLine: { lineStyle: { color: palette.hair } },
    },
    series: [line(model, palette), ...companions(model, palette), ...dots(model, palette), ...picked(model, palette), ...notes(model, palette)],
  };
}

function tooltip(model: ChartModel, palette: Palette) {
  return {
    ...tooltipLook(palette),
    formatter: (hits: { value: Point }[]) => (hits[0] ? model.tip(hits[0].value[0]) : ''),
  };
}

export function tooltipLook(palette: Palette) {
  return {
    trigger: 'axis',
    confine: true,
    transitionDuration: 0,
    backgroundColor: palette.surface,
    borderColor: palette.strong,
    textStyle: { color: palette.ink, fontSize: 12 },
    axisPointer: { animation: false, lineStyle: { color: palette.faint } },
  };
}

function line(model: ChartModel, palette: Palette) {
  return {
    type: 'line',
    data: model.line,
    showSymbol: false,
    connectNulls: false,
    lineStyle: { color: palette.accent, width: 1.25, join: 'round' },
    itemStyle: { color: palette.accent },
    markLine: {
      silent: true,
      symbol: 'none',
      data: model.marks.map((mark) => ({
        yAxis: mark.value,
        lineStyle: mark.isStrong
          ? { color: palette.ink, width: 1.5, type: 'solid' }
          : { color: palette.faint, width: 1, type: [2, 3] },
        label: {
          formatter: mark.label,
          position: 'end',
          distance: 4,
          color: mark.isStrong ? palette.ink : palette.soft,
          fontWeight: mark.isStrong ? 600 : 400,
          fontSize: 11,
        },
      })),
    },
  };
}

/** Single readings, doubtful ones, and those beyond the limit, each with a shape of its own. */
function dots(model: ChartModel, palette: Palette) {
  const scatter = { type: 'scatter', silent: true };
  return [
    { ...scatter, data: model.lone, symbol: 'circle', symbolSize: 3.5, itemStyle: { color: palette.accent } },
    {
      ...scatter,
      data: model.doubtful,
      // An empty circle of the library is filled with white, on a dark page too.
      symbol: 'circle',
      symbolSize: 7,
      itemStyle: { color: 'transparent', borderColor: palette.soft, borderWidth: 1.5 },
    },
    { ...scatter, data: model.beyond, symbol: 'diamond', symbolSize: 7, itemStyle: { color: palette.fault } },
  ];
}

function companions({ companions: lines = [] }: ChartModel, palette: Palette) {
  return lines.map(({ name, points, is }) => {
    const color = is === 'year_before' ? palette.soft : palette.faint;
    return {
      type: 'line',
      name,
      data: points,
      silent: true,
      showSymbol: false,
      connectNulls: false,
      z: 1,
      lineStyle: is === 'year_before' ? { color, width: 1.5, type: 'dashed' } : { color, width: 1, opacity: 0.6 },
      itemStyle: { color },
    };
  });
}

function picked({ picked: point }: ChartModel, palette: Palette) {
  if (!point) return [];
  return [
    {
      type: 'scatter',
      silent: true,
      z: 5,
      data: point[1] === null ? [] : [point],
      symbol: 'circle',
      symbolSize: 13,
      itemStyle: { color: 'transparent', borderColor: palette.ink, borderWidth: 2 },
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        data: [{ xAxis: point[0], lineStyle: { color: palette.ink, width: 1, type: [3, 3] } }],
      },
    },
  ];
}

/** Numbers in rings along the upper edge, where they hide no reading. */
function notes({ notes: marks = [], scale }: ChartModel, palette: Palette) {
  if (marks.length === 0) return [];
  return [
    {
      type: 'scatter',
      silent: true,
      z: 6,
      data: marks.map(({ at, label }) => ({ value: [at, scale.max], label: { formatter: label } })),
      symbol: 'circle',
      symbolSize: 16,
      clip: false,
      itemStyle: { color: palette.surface, borderColor: palette.ink, borderWidth: 1.25 },
      label: { show: true, color: palette.ink, fontSize: 10, fontWeight: 600 },
    },
  ];
}
