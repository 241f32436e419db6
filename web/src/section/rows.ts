import type { SectionMonth } from '../shared/api/types';

/** Rows of the pack's tables that the dossier reads. */

/** A month of the section with the columns that only the dossier shows. */
export interface DossierMonth extends SectionMonth {
  deciding_share: number | null;
  tn: number | null;
  tn_class: string | null;
  faecal_coliform_class: string | null;
}

export interface ItemMonth {
  item: string;
  mean: number | null;
  unit: string | null;
  can_judge: boolean | null;
  class: string | null;
  class_rank: number | null;
  share_of_class_iii: number | null;
  times_over_class_iii: number | null;
  is_assessed: boolean | null;
  days: number | null;
  readings: number | null;
  readings_below: number | null;
  readings_doubtful: number | null;
  readings_left_out: number | null;
  detection_limit: number | null;
  is_simulated?: boolean;
}

export interface ItemChange {
  item: string;
  mean_month_before: number | null;
  change_month: number | null;
  change_month_percent: number | null;
  mean_year_before: number | null;
  change_year: number | null;
  change_year_percent: number | null;
  water_is: string | null;
  trend_p: number | null;
  significance: string | null;
  because_zh: string | null;
  because_en: string | null;
}

export interface Trend {
  item: string;
  method: string;
  first_period: string | null;
  last_period: string | null;
  periods: number | null;
  periods_needed: number | null;
  years: number | null;
  p: number | null;
  p_corrected: number | null;
  slope: number | null;
  slope_lower: number | null;
  slope_upper: number | null;
  unit: string | null;
  direction: string;
  water_is: string | null;
  because_zh: string | null;
  because_en: string | null;
}
