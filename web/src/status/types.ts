// GET /api/status.

export interface SourceStatus {
  source: string;
  series: number;
  things: number;
  last_reading: string | null;
  last_learned: string | null;
}

/** A thing of which nothing came in the last days before the newest reading of the book. */
export interface SilentThing {
  kind: string;
  code: string;
  name_zh: string;
  name_en: string | null;
  /** None where nothing ever came. */
  last_reading: string | null;
  days: number | null;
}

export interface ImportStatus {
  batch: number;
  file_name: string | null;
  source: string | null;
  who: string;
  /** None while it runs, or where it was broken off. */
  finished: string | null;
  taken: number;
  rejected: number;
}

export interface ReviewStatus {
  doubtful: number;
  oldest_doubtful: string | null;
  reviewed_not_approved: number;
  oldest_not_approved: string | null;
}

export interface BackupStatus {
  last: { at: string; who: string; to: string; bytes: number } | null;
  last_restore_proved: { at: string; who: string; from: string } | null;
}

export interface DiskStatus {
  free_bytes: number;
  total_bytes: number;
  lake_bytes: number;
}

export interface Status {
  now: string;
  last_change: string | null;
  last_reading: string | null;
  sources: SourceStatus[];
  silent: SilentThing[];
  imports: ImportStatus[];
  rejected: number;
  review: ReviewStatus;
  tables: { computed: number; not_computed: string[]; last_run: string | null };
  disk: DiskStatus;
  backup: BackupStatus;
}
