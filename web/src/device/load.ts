import { forget, get } from '../shared/api/client';
import type { Devices, DeviceWhole, DoorOutages, DoorTree, Kind, Page, Property, Stranger, Text, Zone } from '../shared/api/types';

export interface Listed {
  devices: Devices;
  tree: DoorTree;
  outages: DoorOutages;
  timeZone: string;
}

/** Outages that a page lists. */
export const OUTAGES_MOST = 50;

export async function loadDevices(text: string, rows: number, signal: AbortSignal): Promise<Listed> {
  // What a device sent a moment ago is what one came for.
  forget();
  const [devices, tree, outages, zone] = await Promise.all([
    get<Devices>('/devices', { text: text || undefined, limit: String(rows) }, signal),
    get<DoorTree>('/door', { depth: 'sources' }, signal),
    get<DoorOutages>('/door/outages', { limit: String(OUTAGES_MOST) }, signal),
    get<Zone>('/zone', {}, signal),
  ]);
  return { devices, tree, outages, timeZone: zone.time_zone };
}

export interface Opened {
  whole: DeviceWhole;
  /** Of the last 30 days. */
  outages: DoorOutages;
  timeZone: string;
  properties: Map<string, Text>;
  /** The fields of a device's dossier, with their titles. */
  fields: Kind['fields'];
}

export async function loadDevice(protocol: string, identity: string, signal: AbortSignal): Promise<Opened> {
  forget();
  const path = `/devices/${encodeURIComponent(protocol)}/${encodeURIComponent(identity)}`;
  const [whole, outages, zone, properties, kinds] = await Promise.all([
    get<DeviceWhole>(path, {}, signal),
    get<DoorOutages>('/door/outages', { days: '30', protocol, identity, limit: String(OUTAGES_MOST) }, signal),
    get<Zone>('/zone', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
    get<Page<Kind>>('/kinds', {}, signal),
  ]);
  return {
    whole,
    outages,
    timeZone: zone.time_zone,
    properties: new Map(properties.rows.map((row) => [row.property, row.title])),
    fields: kinds.rows.find((kind) => kind.id === 'device')?.fields ?? [],
  };
}

export const STRANGERS_MOST = 100;

export async function loadStrangers(signal: AbortSignal): Promise<Page<Stranger>> {
  forget();
  return get<Page<Stranger>>('/strangers', { limit: String(STRANGERS_MOST) }, signal);
}
