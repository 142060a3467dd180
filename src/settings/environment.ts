/** The process's environment, for `$env` and for settings. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
