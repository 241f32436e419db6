import { enSection } from './en.section';
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
  'app.home': 'Zone',
  'app.notFound': 'No such page',
  'app.notFound.detail': 'There is nothing at “{path}”.',
  'state.loading': 'Reading…',
  'state.failed': 'Could not be read',
  'state.retry': 'Try again',
  'state.unreachable': 'The server cannot be reached',
  'state.empty': 'No data',
  'panel.close': 'Close',
  'class.none': 'No data',
  'class.unjudged': 'Cannot be judged',
  'class.provisional': 'not enough data, provisional',
  'class.I': 'Class I',
  'class.II': 'Class II',
  'class.III': 'Class III',
  'class.IV': 'Class IV',
  'class.V': 'Class V',
  'class.inferior_V': 'Inferior to V',
  ...enZone,
  ...enWhy,
  ...enSection,
};
