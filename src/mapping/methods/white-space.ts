const WHITE_SPACE = /^\p{White_Space}$/u;

/** The position of the first character that is not white space (Unicode property White_Space), or the length. */
export function startOfText(text: string): number {
  let start = 0;
  while (start < text.length && isWhiteSpace(text, start)) start++;
  return start;
}

/** The position behind the last character that is not white space, or 0. */
export function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && isWhiteSpace(text, end - 1)) end--;
  return end;
}

/** All white space of Unicode is in its basic plane, so that one unit is one character. */
function isWhiteSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code < 128 ? code >= 9 && code <= 13 : WHITE_SPACE.test(text.charAt(at)));
}
