import type { Field, ThingVersion } from '../shared/api/types';
import { fieldText } from '../shared/say';

export interface FieldChange {
  field: Field;
  before: string;
  after: string;
}

/** What a version changed on the one before it. */
export function changes(after: ThingVersion, before: ThingVersion, fields: Field[]): FieldChange[] {
  return fields
    .map((field) => ({
      field,
      before: fieldText(before.fields[field.id]),
      after: fieldText(after.fields[field.id]),
    }))
    .filter((change) => change.before !== change.after);
}
