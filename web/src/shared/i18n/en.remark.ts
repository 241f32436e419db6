import type { zhRemark } from './zh.remark';

export const enRemark: Record<keyof typeof zhRemark, string> = {
  'remark.title': 'Remarks',
  'remark.note': 'Those with a number are marked on the charts',
  'remark.none': 'Nobody has remarked on this reading.',
  'remark.none.thing': 'No remarks yet.',
  'remark.count': '{n} in all',
  'remark.number': 'marked on the chart as ',
  'remark.about': 'About',
  'remark.of.thing': 'the section',
  'remark.of.reading': 'a reading',
  'remark.text': 'Remark',
  'remark.write': 'Write a remark',
  'remark.written': 'Written.',
  'remark.lacks': 'Write a few words.',
  'remark.lacks.time': 'Give the time of the reading.',
  'remark.withdraw': 'Withdraw',
  'remark.access.role': 'To write a remark takes an editor or more.',
  'remark.access.sign_in': 'To write a remark, sign in as an editor or more.',
  'remark.access.no_people': 'Remarks can be written once people are registered (wellkeeper person add) and the program runs as serve --sign-in.',
};
