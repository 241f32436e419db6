// The answers of the server. What its description says comes from `schema.ts`; what is narrower or
// stands by hand here says why.

import type { components, operations } from './schema';

type Schemas = components['schemas'];

/** The server writes null for what is missing and leaves no member out; its description says "may be left out". */
type Given<T> = T extends readonly (infer Item)[] ? Given<Item>[] : T extends object ? { [K in keyof T]-?: Given<T[K]> } : T;

/** `T` with members of which more is known than is described; each must be one of `T` and fit what it says there. */
type Narrowed<T, More extends { [K in keyof More]: K extends keyof T ? T[K] : never }> = Omit<T, keyof More> & More;

export type Text = Schemas['Names'];
export type Problem = operations['zone']['responses']['4XX']['content']['application/problem+json'];

/** A list: a page of one with the cursor of the next, or, without `next`, one that is given whole. */
export type Page<Row> = Pick<Schemas['Page_Thing'], 'next'> & { rows: Row[] };

export type Zone = Given<Schemas['ZoneHead']>;
export type PackHead = Given<Schemas['PackHead']>;

export type Field = Narrowed<
  Given<Schemas['FieldOfKind']>,
  // The description tells the words in a sentence.
  { shape: 'text' | 'number' | 'date' | 'one_of' | 'former_names' }
>;
export type Kind = Narrowed<Given<Schemas['KindOfThing']>, { fields: Field[] }>;
export type Property = Given<Schemas['PropertyOfThings']>;

// A cell is what JSON has for the six types of columns.
export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;

// GeoJSON always has these two.
export type Thing = Narrowed<Given<Schemas['Thing']>, { geometry: { type: string; coordinates: unknown } | null }>;
export type ThingVersion = Given<Schemas['VersionOfThing']>;
export type ThingAnswer = Narrowed<Given<Schemas['Dossier']>, { thing: Thing }>;

// Described as any object: a column is written by the pack's own declaration.
export type Column = {
  id: string;
  type: 'text' | 'whole' | 'number' | 'truth' | 'date' | 'instant';
  title: Text;
  unit: string | null;
  /** The words that it holds, with their titles, where its pack declares them. */
  words?: Record<string, Text>;
};

export type Table = Narrowed<Given<Schemas['TableHead']>, { columns: Column[] }>;

// Rows are described as any object: what they hold is declared by the pack that computes them.
export type TableAnswer<R = Row> = Omit<Given<Schemas['TablePage']>, 'rows'> & { rows: R[] };

// Series, readings and explanations are written straight from the book's columns; they are described
// as any object.

export interface Series {
  series: number;
  kind: string;
  thing: string;
  property: string;
  unit: string | null;
  sample_kind: string;
  /** Stands there where readings of it are played by a program. */
  is_simulated?: boolean;
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

export interface Reading {
  observation: Observation & { kind?: string; thing?: string; property?: string; unit?: string | null };
  file: string | null;
  line: number | null;
  header: string | null;
  /** What an instrument sent, as it is printed; `line` is the number of that frame then. */
  frame: string | null;
  /** When that frame was given up, since the zone keeps frames no longer. */
  frame_given_up: string | null;
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
  /** Stands there where the row is made of readings that a program plays. */
  is_simulated?: boolean;
  pack: { id: string; version: string; hash: string } | null;
  sql: { path: string; text: string } | null;
  run: { id: number; at_us: number; who: string; read_snapshot: number; write_snapshot: number } | null;
  inputs: ExplanationInput[];
}

export type Bucket = Given<Schemas['Bucket']>;
export type BucketAnswer = Given<Schemas['Chart']>;

export type PackStandard = Given<Schemas['StandardHead']>;
export type PackTable = Given<Schemas['TableText']>;
export type PackAnswer = Given<Schemas['PackText']>;
export type FileFormat = Schemas['Format'];

export type Part = Given<Schemas['PartText']>;
export type Board = Given<Schemas['BoardText']>;

// Who asks.

export type Person = Given<Schemas['PersonSeen']>;
export type Session = Given<Schemas['Session']>;

// Review and remarks.

export type Waiting = Given<Schemas['Waiting']>;
export type Decision = Given<Schemas['Decision']>;
export type DecisionPart = Given<Schemas['PartSeen']>;
export type DecisionSent = Schemas['DecisionSent'];
export type ReasonOffered = Given<Schemas['ReasonOffered']>;
export type ApprovalMade = Given<Schemas['ApprovalMade']>;
export type Remark = Given<Schemas['Remark']>;
export type RemarkSent = Schemas['RemarkSent'];

// How the book is.

export type SourceStatus = Given<Schemas['SourceStatus']>;
export type SilentThing = Given<Schemas['SilentThing']>;
export type ImportStatus = Given<Schemas['ImportStatus']>;
export type ReviewStatus = Given<Schemas['ReviewStatus']>;
export type TablesStatus = Given<Schemas['TablesStatus']>;
export type DiskStatus = Given<Schemas['DiskStatus']>;
export type BackupStatus = Given<Schemas['BackupStatus']>;
export type Status = Given<Schemas['Status']>;

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
  /** Stands there where the row is made of readings that a program plays. */
  is_simulated?: boolean;
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
  /** Stands there where the row is made of readings that a program plays. */
  is_simulated?: boolean;
}

/** A row of the small-watershed pack that this page reads by name. */
export interface SmallWatershedRow {
  small_watershed: string;
  drains_to: string | null;
  steps: number | null;
  ends: string | null;
  relief_m: number | null;
  steep_percent: number | null;
  slope_step_mean: number | null;
  stream_density: number | null;
  because_zh: string | null;
  because_en: string | null;
}

/** What was done with a bulletin, and how far it has come by that. */
export type Stage = 'drafted' | 'reviewed' | 'issued' | 'returned' | 'withdrawn';
export type PaperLang = 'zh' | 'en';
export type PaperFormat = 'pdf' | 'html' | 'xlsx';
// The description tells the words in a sentence.
export type Step = Narrowed<Given<Schemas['StepSeen']>, { step: Stage }>;
/** A document of an issued bulletin, kept byte for byte. */
export type Paper = Narrowed<Given<Schemas['DocumentSeen']>, { lang: PaperLang; format: PaperFormat }>;
export type Bulletin = Narrowed<Given<Schemas['Bulletin']>, { state: Stage; steps: Step[]; documents: Paper[] }>;
// A figure is text, a number, truth or nothing.
export type Change = Narrowed<Given<Schemas['ChangeSeen']>, { key: Row; before: Value; after: Value }>;
export type Changes = Narrowed<Given<Schemas['Changes']>, { rows: Change[] }>;

/** A layer that was imported for the map. */
export type Layer = Narrowed<
  Given<Schemas['Layer']>,
  // The description tells the words in a sentence, and the four numbers of an extent as a bound.
  { geometry: 'point' | 'line' | 'polygon' | 'mixed' | 'raster'; form: 'geojson' | 'tiles' | 'directions'; extent: [number, number, number, number] | null }
>;

/** What drains to a place, by a layer of directions. */
export type WatershedFeature = Narrowed<
  Given<Schemas['WatershedFeature']>,
  {
    geometry: { type: 'MultiPolygon'; coordinates: number[][][][] } | null;
    properties: Narrowed<Given<Schemas['WatershedFound']>, { found: 'ground' | 'outside' | 'no_data' | 'too_large' }>;
  }
>;

// Instruments.

/** What the description tells in a sentence. */
export type DeviceState = 'heard' | 'maintenance' | 'stopped' | 'fault' | 'silent' | 'line_down' | 'never' | 'out_of_service';
export type ReadingsHad = Given<Schemas['ReadingsHad']>;
export type Device = Narrowed<Given<Schemas['Device']>, { state: DeviceState }>;
export type Devices = Narrowed<Given<Schemas['Devices']>, { rows: Device[] }>;
export type DevicePoint = Narrowed<Given<Schemas['DevicePoint']>, { came: ReadingsCame; state: SeriesState }>;
export type ReadingsCame = Narrowed<Given<Schemas['ReadingsCame']>, { reckoned: 'seen' | 'hour' | 'day' }>;
export type DoorTree = Narrowed<Given<Schemas['DoorTree']>, { state: 'open' | 'closed' | 'never'; why: 'stopped' | 'lost' | null; sources: DoorSource[] }>;
export type DoorSource = Narrowed<Given<Schemas['DoorSource']>, { state: 'up' | 'down' | 'idle' }>;
export type DoorOutage = Narrowed<Given<Schemas['DoorOutage']>, { node: 'door' | 'source' | 'device'; kind: 'stopped' | 'lost' | 'line_down' | 'silent' }>;
export type DoorOutages = Narrowed<Given<Schemas['DoorOutages']>, { rows: DoorOutage[] }>;
export type SeriesState = 'flowing' | 'silent' | 'maintenance' | 'fault' | 'stopped' | 'never';
export type Frame = Given<Schemas['Frame']>;
export type UnpointedCode = Given<Schemas['UnpointedCode']>;
export type DeviceWhole = Narrowed<
  Given<Schemas['DeviceWhole']>,
  { device: Device; dossier: Thing | null; points: DevicePoint[]; unpointed: UnpointedCode[] }
>;
/** The words of an entry's kind: the description tells them in a sentence. */
export type DiaryKind =
  | 'parameter'
  | 'state'
  | 'zero_check'
  | 'span_check'
  | 'standard_check'
  | 'comparison'
  | 'visit'
  | 'maintenance'
  | 'calibration'
  | 'note';
export type DiaryEntry = Narrowed<Given<Schemas['DiaryEntry']>, { kind: DiaryKind }>;
export type DiarySent = Schemas['DiarySent'];
export type Stranger = Given<Schemas['Stranger']>;
export type AdoptionSent = Schemas['AdoptionSent'];
export type Adopted = Given<Schemas['Adopted']>;

// Marks of operators.

/** What the description tells in a sentence. */
export type Mark = Narrowed<Given<Schemas['Mark']>, { state: 'pending' | 'accepted' | 'refused' | 'withdrawn' }>;
export type MarkReason = Narrowed<Given<Schemas['MarkReason']>, { about: 'facility' | 'monitor' }>;
export type MarkSent = Schemas['MarkSent'];
export type MarkJudged = Narrowed<Given<Schemas['MarkJudged']>, { mark: Mark }>;
