import { zhSection } from './zh.section';
import { zhWhy } from './zh.why';
import { zhZone } from './zh.zone';

// The source of all texts of the page. A key missing in en.ts is a type error.
export const zh = {
  'app.name': '守井人',
  'app.skip': '跳到正文',
  'app.language': 'English',
  'app.language.label': '切换为英文',
  'app.theme.dark': '深色',
  'app.theme.light': '浅色',
  'app.theme.label.dark': '切换为深色',
  'app.theme.label.light': '切换为浅色',
  'app.home': '全区',
  'app.notFound': '没有这个页面',
  'app.notFound.detail': '地址“{path}”下没有内容。',
  'state.loading': '正在读取…',
  'state.failed': '读取失败',
  'state.retry': '重试',
  'state.unreachable': '连不上服务器',
  'state.empty': '没有数据',
  'panel.close': '关闭',
  'class.none': '无数据',
  'class.unjudged': '不能评价',
  'class.provisional': '数据不足，暂定',
  'class.I': 'Ⅰ类',
  'class.II': 'Ⅱ类',
  'class.III': 'Ⅲ类',
  'class.IV': 'Ⅳ类',
  'class.V': 'Ⅴ类',
  'class.inferior_V': '劣Ⅴ类',
  ...zhZone,
  ...zhWhy,
  ...zhSection,
} as const;

export type Key = keyof typeof zh;
