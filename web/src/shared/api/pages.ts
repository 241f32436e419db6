import { get } from './client';
import type { Page } from './types';

// More rows than this cannot be shown with sense, and a list without end would never stop reading.
const MOST_PAGES = 20;
const PAGE_ROWS = '1000';

/** All rows of a paged list, page after page. */
export async function all<Row>(
  path: string,
  params: Record<string, string | string[] | undefined> = {},
  signal?: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await get<Page<Row>>(path, { ...params, limit: PAGE_ROWS, after }, signal);
    rows.push(...answer.rows);
    if (!answer.next) break;
    after = answer.next;
  }
  return rows;
}
