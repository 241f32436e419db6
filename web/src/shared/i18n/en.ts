import { enBoard } from './en.board';
import { enBulletin } from './en.bulletin';
import { enDevice } from './en.device';
import { enDiary } from './en.diary';
import { enDoor } from './en.door';
import { enMap } from './en.map';
import { enMark } from './en.mark';
import { enPack } from './en.pack';
import { enPerson } from './en.person';
import { enRemark } from './en.remark';
import { enReview } from './en.review';
import { enSection } from './en.section';
import { enStatus } from './en.status';
import { enTable } from './en.table';
import { enWhy } from './en.why';
import { enZone } from './en.zone';
import type { Key } from './zh';

export const en: Record<Key, string> = {
  'app.name': 'Wellkeeper',
  'app.skip': 'Skip to content',
  'app.language': '中文',
  'app.language.label': 'Switch to Chinese',
  'app.theme.dark': 'Dark',
  'app.theme.light': 'Light',
  'app.theme.label.dark': 'Switch to dark',
  'app.theme.label.light': 'Switch to light',
  'app.methods': 'Methods',
  'app.status': 'Status',
  'app.pages': 'Pages',
  'app.home': 'Zone',
  'app.notFound': 'No such page',
  'app.notFound.detail': 'There is nothing at “{path}”.',
  'state.loading': 'Reading…',
  'state.failed': 'Could not be read',
  'state.retry': 'Try again',
  'state.unreachable': 'The server cannot be reached',
  'state.empty': 'No data',
  'panel.close': 'Close',
  'access.serve': 'lets people sign in.',
  'deed.busy': 'Sending…',
  'deed.close': 'Cancel',
  'refused': 'It was not done.',
  'refused.400': 'It was not accepted. Mend it and try again:',
  'refused.401': 'You are no longer signed in. Sign in and try again.',
  'refused.403': 'Not open to you:',
  'refused.404': 'Not found:',
  'refused.409': 'Something changed meanwhile, and nothing was written:',
  'refused.again': 'Read again',
  'month.before': 'Month before',
  'month.after': 'Month after',
  'class.none': 'No data',
  'class.unjudged': 'Cannot be judged',
  'class.provisional': 'not enough data, provisional',
  'class.I': 'Class I',
  'class.II': 'Class II',
  'class.III': 'Class III',
  'class.IV': 'Class IV',
  'class.V': 'Class V',
  'class.inferior_V': 'Inferior to V',
  'value.yes': 'yes',
  'value.no': 'no',
  'value.river': 'river',
  'value.lake': 'lake',
  'value.provisional': 'provisional (data not reviewed)',
  'value.verified': 'reviewed',
  'value.scan': 'compared with a scan',
  'value.two_sources': 'two sources agree',
  'value.one_source': 'one source',
  'value.memory': 'from memory, unchecked',
  'value.own': 'set by this system',
  'column.item': 'Item',
  'column.unit': 'Unit',
  'column.source': 'Source',
  'column.clause': 'Clause',
  'column.status': 'How far checked',
  'column.note': 'Note',
  'file.xlsx': 'Excel workbook',
  'file.csv': 'CSV',
  'file.parquet': 'Parquet',
  'file.geojson': 'GeoJSON',
  'sql.title': 'SQL',
  'sql.lines': '{count} lines',
  ...enZone,
  ...enDevice,
  ...enDiary,
  ...enDoor,
  ...enMap,
  ...enWhy,
  ...enSection,
  ...enPack,
  ...enTable,
  ...enStatus,
  ...enBoard,
  ...enPerson,
  ...enReview,
  ...enRemark,
  ...enBulletin,
  ...enMark,
};
