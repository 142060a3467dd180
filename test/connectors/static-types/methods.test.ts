import { describe, expect, test } from 'vitest';
import { METHOD_NAMES } from '../../../src/connectors/static-types/method-types.ts';
import { METHODS } from '../../../src/mapping/methods/registry.ts';

describe('static types', () => {
  test('know exactly the methods that exist at run time', () => {
    expect([...METHOD_NAMES].sort()).toEqual([...new Set(['as', ...METHODS.keys()])].sort());
  });
});
