import type { zhMap } from './zh.map';

export const enMap: Record<keyof typeof zhMap, string> = {
  'map.title': 'Map of sections, {month}, {count} sections',
  'map.canvas': 'Base map: rivers and lakes. Arrow keys move it, plus and minus zoom. The sections are the links that follow; all of them are also in the table.',
  'map.wheel': 'Hold Ctrl and scroll to zoom the map',
  'map.wheel.mac': 'Hold ⌘ and scroll to zoom the map',
  'map.touch': 'Move the map with two fingers',
  'map.extent': 'Extent',
  'map.extent.home': 'Reservoir',
  'map.extent.all': 'All',
  'map.zoomIn': 'Zoom in',
  'map.zoomOut': 'Zoom out',
  'map.placed': '{shown} sections in view; {placed} of all {all} have coordinates on record, {without} have none and cannot be placed.',
  'map.silentElsewhere': 'Silent this month and not in view: {count}.',
  'map.toSchematic': 'The schematic has all sections',
  'map.water': 'Water: {source}, public domain, drawn for {drawn} only. Water that is not drawn may exist all the same.',
  'map.approval': 'Map approval number (审图号): {number}',
  'map.failed': 'This browser cannot draw the map',
  'map.failed.detail': 'The map needs WebGL2. The sections are in the schematic and the table.',
  'map.none': 'No section has coordinates on record',
  'map.none.detail': 'Sections appear on the map once coordinates are registered.',
};
