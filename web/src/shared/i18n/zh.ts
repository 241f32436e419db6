import { zhBoard } from './zh.board';
import { zhBulletin } from './zh.bulletin';
import { zhDevice } from './zh.device';
import { zhDiary } from './zh.diary';
import { zhDoor } from './zh.door';
import { zhMap } from './zh.map';
import { zhMark } from './zh.mark';
import { zhPack } from './zh.pack';
import { zhPerson } from './zh.person';
import { zhRemark } from './zh.remark';
import { zhReview } from './zh.review';
import { zhSection } from './zh.section';
import { zhStatus } from './zh.status';
import { zhTable } from './zh.table';
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
  'app.methods': '方法',
  'app.status': '状态',
  'app.pages': '页面',
  'app.home': '全区',
  'app.notFound': '没有这个页面',
  'app.notFound.detail': '地址“{path}”下没有内容。',
  'state.loading': '正在读取…',
  'state.failed': '读取失败',
  'state.retry': '重试',
  'state.unreachable': '连不上服务器',
  'state.empty': '没有数据',
  'panel.close': '关闭',
  'access.serve': '让人登录使用。',
  'deed.busy': '正在提交…',
  'deed.close': '取消',
  'refused': '没有办成。',
  'refused.400': '没有接受，请改后再试：',
  'refused.401': '登录已失效，请重新登录后再试。',
  'refused.403': '没有权限：',
  'refused.404': '没有找到：',
  'refused.409': '其间已有变化，什么也没有写入：',
  'refused.again': '重新读取',
  'month.before': '上一月',
  'month.after': '下一月',
  'class.none': '无数据',
  'class.unjudged': '不能评价',
  'class.provisional': '数据不足，暂定',
  'class.I': 'Ⅰ类',
  'class.II': 'Ⅱ类',
  'class.III': 'Ⅲ类',
  'class.IV': 'Ⅳ类',
  'class.V': 'Ⅴ类',
  'class.inferior_V': '劣Ⅴ类',
  'value.yes': '是',
  'value.no': '否',
  'value.river': '河流',
  'value.lake': '湖库',
  'value.provisional': '暂定（数据未经审核）',
  'value.verified': '已审核',
  'value.scan': '对照标准扫描件',
  'value.two_sources': '两处来源一致',
  'value.one_source': '一处来源',
  'value.memory': '凭记忆，未核对',
  'value.own': '本系统自定',
  'column.item': '项目',
  'column.unit': '单位',
  'column.source': '出处',
  'column.clause': '条款',
  'column.status': '核实程度',
  'column.note': '备注',
  'file.xlsx': 'Excel 工作簿',
  'file.csv': 'CSV',
  'file.parquet': 'Parquet',
  'file.geojson': 'GeoJSON',
  'sql.title': 'SQL',
  'sql.lines': '{count}行',
  ...zhZone,
  ...zhDevice,
  ...zhDiary,
  ...zhDoor,
  ...zhMap,
  ...zhWhy,
  ...zhSection,
  ...zhPack,
  ...zhTable,
  ...zhStatus,
  ...zhBoard,
  ...zhPerson,
  ...zhReview,
  ...zhRemark,
  ...zhBulletin,
  ...zhMark,
} as const;

export type Key = keyof typeof zh;
