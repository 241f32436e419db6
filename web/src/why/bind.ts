/** A condition with the values of the row it was asked for: `section = '陶岔'`. */
export function bind(where: string, row: Record<string, unknown>): string {
  return where.replace(/\$(\w+)/g, (whole, name: string) => {
    const value = row[name];
    if (value === null || value === undefined) return whole;
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  });
}
