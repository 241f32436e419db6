export interface Entry {
  /** The place on the page. */
  id: string;
  title: string;
}

export interface Group {
  id: string;
  title: string;
  entries: Entry[];
}
