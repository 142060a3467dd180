import { describe, expect, test } from 'vitest';
import { compileTemplate } from '../../src/templates/expand.ts';
import { parseTemplate } from '../../src/templates/parse-template.ts';
import type { TemplateMode } from '../../src/templates/piece.ts';

function compile(text: string, mode: TemplateMode) {
  const template = parseTemplate(text, 'B');
  if (!template.ok) throw new Error(template.failure.message);
  return compileTemplate(template.value, mode);
}

describe('compileTemplate', () => {
  test('is filled in many times', () => {
    const template = compile('/users/{$args.id}', 'uri');
    expect(template.expand({ $args: { id: 'a/b' } })).toEqual({ ok: true, value: '/users/a%2Fb' });
    expect(template.expand({ $args: { id: 7n } })).toEqual({ ok: true, value: '/users/7' });
    expect(template.expand({})).toEqual({ ok: true, value: '/users/' });
  });

  test('names the hole that has no text, without showing the value', () => {
    expect(compile('a{$args.id}', 'string').expand({ $args: { id: { secret: 1 } } })).toEqual({
      ok: false,
      failure: {
        message: '`{$args.id}` yields an object; only text, numbers and booleans fit here.',
        span: { start: 2, end: 10 },
      },
    });
  });

  test('a control character in a value fails a header only', () => {
    const scope = { $args: { id: 'a\r\nb' } };
    expect(compile('{$args.id}', 'string').expand(scope)).toEqual({ ok: true, value: 'a\r\nb' });
    expect(compile('{$args.id}', 'uri').expand(scope)).toEqual({ ok: true, value: 'a%0D%0Ab' });
    expect(compile('{$args.id}', 'header').expand(scope)).toEqual({
      ok: false,
      failure: { message: '`{$args.id}` yields text with a control character.', span: { start: 1, end: 9 } },
    });
  });

  test('a control character of the author fails the header whatever the values are', () => {
    expect(compile('a\u0000{$args.id}', 'header').expand({})).toEqual({
      ok: false,
      failure: { message: 'The value of a header cannot hold a control character.', span: { start: 0, end: 2 } },
    });
  });
});
