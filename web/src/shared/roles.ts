import type { Person } from './api/types';

export type Role = 'reader' | 'editor' | 'reviewer' | 'keeper';

// Each may do what those before it may.
const ORDER: readonly string[] = ['reader', 'editor', 'reviewer', 'keeper'] satisfies Role[];

/** Whether somebody may do what takes that role; a role not known here may nothing. */
export function isAtLeast(person: Pick<Person, 'role'> | null, role: Role): boolean {
  return person !== null && ORDER.indexOf(person.role) >= ORDER.indexOf(role);
}

/** Who looks at a page, and what keeps them from changing something on it. */
export interface Visitor {
  person: Person | null;
  /** `may`; the role is too small; nobody is signed in; there is nobody who could sign in. */
  access: 'may' | 'role' | 'sign_in' | 'no_people';
}

export function visitorOf(person: Person | null, hasPeople: boolean, role: Role): Visitor {
  if (isAtLeast(person, role)) return { person, access: 'may' };
  if (person) return { person, access: 'role' };
  return { person, access: hasPeople ? 'sign_in' : 'no_people' };
}
