import type { Person } from '../shared/api/types';
import { t, type Key } from '../shared/i18n';

const ROLES: Record<string, Key> = {
  reader: 'person.role.reader',
  editor: 'person.role.editor',
  reviewer: 'person.role.reviewer',
  keeper: 'person.role.keeper',
};

/** A role not known here is shown as the server wrote it. */
export function roleText(role: string): string {
  const key = ROLES[role];
  return key ? t(key) : role;
}

/** As colleagues call the person; else the name that is signed in with. */
export function callName(person: Person): string {
  return person.title ?? person.name;
}
