// The answers of the server, API version 1.

export interface Text {
  zh: string;
  en: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
}

export interface Page<Row> {
  rows: Row[];
  next?: string | null;
}

export interface PackHead {
  id: string;
  schema: string;
  version: string;
  hash: string;
  title: Text;
}

export interface Zone {
  name: Text;
  time_zone: string;
  snapshot: number;
  read_at: string;
  packs: PackHead[];
}

export interface Field {
  id: string;
  title: Text;
  shape: 'text' | 'number' | 'date' | 'one_of' | 'former_names';
  one_of: string[] | null;
  unit: string | null;
}

export interface Kind {
  id: string;
  title: Text;
  fields: Field[];
}

export interface Property {
  property: string;
  title: Text;
  unit: string | null;
  min: number | null;
  max: number | null;
}

export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;

export interface Thing {
  kind: string;
  code: string;
  name_zh: string;
  name_en: string | null;
  longitude: number | null;
  latitude: number | null;
  geometry: { type: string; coordinates: unknown } | null;
  fields: Record<string, unknown>;
  version: number;
}

export interface ThingVersion {
  version: number;
  at: string;
  who: string;
  name_zh: string;
  name_en: string | null;
  fields: Record<string, unknown>;
}

export interface ThingAnswer {
  thing: Thing;
  versions: ThingVersion[];
}

export interface Column {
  id: string;
  type: 'text' | 'whole' | 'number' | 'bool' | 'truth' | 'date' | 'instant';
  title: Text;
  unit: string | null;
}

export interface Table {
  table: string;
  pack: string;
  title: Text;
  period: string | null;
  key: string[];
  computed: boolean;
  columns: Column[];
}

export interface TableAnswer<R = Row> {
  table: string;
  snapshot: number;
  rows: R[];
  next: string | null;
}

export interface Series {
  series: number;
  kind: string;
  thing: string;
  property: string;
  unit: string | null;
  sample_kind: string;
}

export interface Observation {
  time: string;
  value: number | null;
  flag: string | null;
  quality: string;
  level: string | null;
  cause: string | null;
  sample_kind: string | null;
  method: string | null;
  detection_limit: number | null;
  qualifier: string | null;
  learned_at: string;
  source: string | null;
  batch: number | null;
  line: number | null;
}

export interface Bucket {
  from: string;
  min: number;
  max: number;
  count: number;
  doubtful: number;
}

export interface BucketAnswer {
  from: string | null;
  to: string | null;
  seconds: number;
  rows: Bucket[];
}

export interface Reading {
  observation: Observation & { kind?: string; thing?: string; property?: string; unit?: string | null };
  file: string | null;
  line: number | null;
  header: string | null;
}

export interface ExplanationInput {
  table: string;
  where: string | null;
  count: number;
  rows: Explanation[];
  readings: Reading[];
}

export interface Explanation {
  table: string;
  title?: Text;
  key?: string[];
  columns?: Column[];
  row: Row;
  pack: { id: string; version: string; hash: string } | null;
  sql: { path: string; text: string } | null;
  run: { id: number; at_us: number; who: string; read_snapshot: number; write_snapshot: number } | null;
  inputs: ExplanationInput[];
}

export interface PackStandard {
  table: string;
  path: string;
  rows: number;
}

export interface PackTable {
  table: string;
  title: Text;
  sql_path: string;
  sql: string;
  /** Queries that return the wrong rows. */
  tests: { title: Text; sql: string }[];
}

export interface PackAnswer extends PackHead {
  standards: PackStandard[];
  tables: PackTable[];
}

// Rows of the water-quality pack that this page reads by name.

export type ClassId = 'I' | 'II' | 'III' | 'IV' | 'V' | 'inferior_V';

export interface SectionMonth {
  section: string;
  name_zh: string;
  name_en: string | null;
  month: string;
  water_body: string | null;
  class: ClassId | null;
  class_rank: number | null;
  deciding_item: string | null;
  deciding_mean: number | null;
  main_pollutants: string | null;
  target_class: ClassId | null;
  meets_target: boolean | null;
  items_judged: number | null;
  days: number | null;
  readings: number | null;
  readings_doubtful: number | null;
  readings_left_out: number | null;
  complete: boolean | null;
  status: string | null;
  because_zh: string | null;
  because_en: string | null;
  run: number;
}

export interface ZoneMonth {
  month: string;
  expected: number;
  judged: number;
  complete: number;
  unjudged: number;
  silent: number;
  silent_names: string | null;
  silent_names_en: string | null;
  good: number;
  inferior_v: number;
  share_good: number | null;
  share_good_at_worst: number | null;
  share_good_at_best: number | null;
  share_inferior_v: number | null;
  sections_month_before: number | null;
  change_month: number | null;
  sections_year_before: number | null;
  change_year: number | null;
  because_zh: string | null;
  because_en: string | null;
  quality: string | null;
  change_month_word: string | null;
  change_year_word: string | null;
}

export interface IndexMonth {
  section: string;
  name_zh: string;
  name_en: string | null;
  month: string;
  cwqi: number | null;
  items: string;
  items_count: number;
  worst_item: string | null;
  worst_item_index: number | null;
  rank: number | null;
  ranked: number | null;
  cwqi_year_before: number | null;
  change_percent: number | null;
  because_zh: string | null;
  because_en: string | null;
}
