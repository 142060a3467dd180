/**
 * Reads a `Server-Timing` field by the grammar of W3C Server Timing §3 (token and quoted-string of RFC 9110 §5.6), strictly:
 * throws where the text leaves it.
 */
export function parseServerTiming(text: string): readonly Readonly<Record<string, string>>[] {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const need = (pattern: RegExp): string => {
    const found = take(pattern);
    if (found === undefined) throw new Error(`Expected ${pattern} at ${at} of ${JSON.stringify(text)}.`);
    return found;
  };
  const metrics: Record<string, string>[] = [];
  do {
    take(SPACE);
    const metric: Record<string, string> = { name: need(TOKEN) };
    for (take(SPACE); take(/;/) !== undefined; take(SPACE)) {
      take(SPACE);
      const name = need(TOKEN);
      take(SPACE);
      need(/=/);
      take(SPACE);
      const value = need(VALUE);
      metric[name] = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
    }
    metrics.push(metric);
  } while (take(/,/) !== undefined);
  if (at < text.length) throw new Error(`Nothing was expected at ${at} of ${JSON.stringify(text)}.`);
  return metrics;
}

const SPACE = /[ \t]*/;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/;
const VALUE = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*"/;
