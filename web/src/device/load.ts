import { forget, get } from '../shared/api/client';
import type { Devices, DeviceWhole, Kind, Page, Property, Stranger, Text, Zone } from '../shared/api/types';

export interface Listed {
  devices: Devices;
  timeZone: string;
}

export async function loadDevices(text: string, rows: number, signal: AbortSignal): Promise<Listed> {
  // What a device sent a moment ago is what one came for.
  forget();
  const [devices, zone] = await Promise.all([
    get<Devices>('/devices', { text: text || undefined, limit: String(rows) }, signal),
    get<Zone>('/zone', {}, signal),
  ]);
  return { devices, timeZone: zone.time_zone };
}

export interface Opened {
  whole: DeviceWhole;
  timeZone: string;
  properties: Map<string, Text>;
  /** The fields of a device's dossier, with their titles. */
  fields: Kind['fields'];
}

export async function loadDevice(protocol: string, identity: string, signal: AbortSignal): Promise<Opened> {
  forget();
  const path = `/devices/${encodeURIComponent(protocol)}/${encodeURIComponent(identity)}`;
  const [whole, zone, properties, kinds] = await Promise.all([
    get<DeviceWhole>(path, {}, signal),
    get<Zone>('/zone', {}, signal),
    get<Page<Property>>('/properties', {}, signal),
    get<Page<Kind>>('/kinds', {}, signal),
  ]);
  return {
    whole,
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
