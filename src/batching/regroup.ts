/**
 * Gives the rows of a batch answer back to the references that asked for them: by key, never by position.
 * A reference without a row gets undefined; of several rows with one key the last counts; rows that nobody
 * asked for, and rows without a key, are ignored.
 */
export function regroup<Reference, Row>(
  references: readonly Reference[],
  rows: readonly Row[],
  keyOfReference: (reference: Reference) => string,
  keyOfRow: (row: Row) => string | undefined,
): readonly (Row | undefined)[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOfRow(row);
    if (key !== undefined) byKey.set(key, row);
  }
  return references.map((reference) => byKey.get(keyOfReference(reference)));
}
