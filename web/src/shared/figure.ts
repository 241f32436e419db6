import { createContext, type Component, type Snippet } from 'svelte';

export interface FigureProps {
  table: string;
  /** The key of the row that the figure stands in. */
  key: Record<string, string>;
  children: Snippet;
}

/**
 * How a view shows a figure that comes from a row of a computed table. A domain shows its figures
 * with it and need not know what opens behind them.
 */
export const [getFigure, setFigure] = createContext<Component<FigureProps>>();
