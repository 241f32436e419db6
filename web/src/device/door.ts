import type { Device, DoorOutage, DoorSource, ReadingsHad } from '../shared/api/types';
import { t } from '../shared/i18n';

/** Devices that came from one address, and how that is; of an address that is not told of, nothing. */
export interface Group {
  address: string | null;
  source: DoorSource | null;
  devices: Device[];
}

/** Devices by source: what is down first, then by address, last those that never had a line. */
export function groupsOf(devices: readonly Device[], sources: readonly DoorSource[]): Group[] {
  const groups = new Map<string | null, Group>();
  for (const device of devices) {
    const there = groups.get(device.source);
    if (there) there.devices.push(device);
    else groups.set(device.source, { address: device.source, source: sources.find(({ address }) => address === device.source) ?? null, devices: [device] });
  }
  const rank = ({ address, source }: Group): number => (address === null ? 2 : source?.state === 'down' ? 0 : 1);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || (a.address ?? '').localeCompare(b.address ?? ''));
}

/** Whether a source is out by itself and takes several devices with it. */
export function takesOthers({ state, because, out_count }: DoorSource): boolean {
  return state === 'down' && because === null && out_count > 1;
}

/** What was out, in a word. */
export function nodeWord({ node, address }: Pick<DoorOutage, 'node' | 'address'>): string {
  return node === 'source' ? t('door.node.source', { address: address ?? '' }) : t(`door.node.${node}`);
}

/** How many readings lack, and how many of them because the door was closed; nothing where none is the door's. */
export function lackingByDoor({ expected, had, lacking_by_door: door }: ReadingsHad): { lacking: number; door: number } | null {
  if (expected === null || door === 0) return null;
  return { lacking: Math.max(expected - had, door), door };
}

/** Seconds from an instant to another. */
export function secondsBetween(from: string, until: string): number {
  return Math.max(0, (Date.parse(until) - Date.parse(from)) / 1000);
}
