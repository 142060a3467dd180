import { describe, expect, test } from 'vitest';
import { printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';
import { loadGraph } from '../../src/load-graph.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
type Query { a: A @connect(http: { GET: "http://a.example/" }, selection: "id state") }
type A { id: ID state: String }
`;

function load(text: string) {
  return loadGraph([{ service: 'g', source: { name: 'g.graphql', text: HEAD + text } }], {});
}

function findings(text: string): readonly string[] {
  return load(text).diagnostics.map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

const subscription = (directive: string): string =>
  `type Subscription { a(id: ID): A @connect(http: { GET: "http://a.example/" }, selection: "id state") ${directive} }`;

describe('@poll', () => {
  test('makes a stream of a connector on a field of Subscription', () => {
    const { model } = load(subscription('@poll(every: "5s", while: "state->ne(\'done\')")'));
    const [step] = model?.steps.ofField('Subscription', 'a') ?? [];
    expect(step?.connector.poll?.everyMs).toBe(5_000);
    expect(step?.connector.poll?.while?.text).toBe("state->ne('done')");
    expect(findings(subscription('@poll(every: "100ms")'))).toEqual([]);
  });

  test('is part of what tells callers apart: headers that its `while` reads count', () => {
    const { model } = load(subscription(`@poll(every: "5s", while: "$request.headers.'x-live'->first->eq('1')")`));
    expect(model?.steps.ofField('Subscription', 'a')[0]?.requestHeaders).toEqual(['x-live']);
  });

  test.each([
    ['@poll(every: "soon")', '`@poll(every:)` on `Subscription.a` is no duration: `soon`.'],
    [
      '@poll(every: "99ms")',
      '`@poll(every:)` on `Subscription.a` is `99ms`; it may be 100ms at least and 24h at most.',
    ],
    ['@poll(every: "25h")', '`@poll(every:)` on `Subscription.a` is `25h`; it may be 100ms at least and 24h at most.'],
    ['@poll(every: "1s", while: " ")', '`@poll(while:)` on `Subscription.a` is empty.'],
    ['@poll(every: "1s", while: "$args.nope")', expect.stringContaining('In `@poll(while:)` on `Subscription.a`, ')],
    ['@poll(every: "1s", while: "$(\'text\')")', expect.stringContaining('In `@poll(while:)` on `Subscription.a`, ')],
  ])('%s is an error that says what is wrong', (directive, message) => {
    const [found] = load(subscription(directive)).diagnostics;
    expect([found?.code, found?.message]).toEqual(['INVALID_POLL', message]);
  });

  test('shows the place and the mend', () => {
    const [found] = load(subscription('@poll(every: "soon")')).diagnostics;
    expect(found && printDiagnostic(found)).toContain('g.graphql:4:');
    expect(found?.hint).toBe('Write it like `500ms`, `5s` or `1m`.');
  });

  test('stands on fields of Subscription alone', () => {
    expect(
      findings(
        'type Mutation { b: A @poll(every: "1s") @connect(http: { GET: "http://a.example/" }, selection: "id state") }',
      ),
    ).toEqual(['error INVALID_POLL: `@poll` on `Mutation.b` has no effect: only fields of `Subscription` are polled.']);
  });

  test('needs something to call, and nothing that may change anything', () => {
    expect(findings('type Subscription { a: A @poll(every: "1s") }')).toContain(
      'error INVALID_POLL: `@poll` on `Subscription.a` has nothing to call.',
    );
    expect(
      findings(
        'type Subscription { a: A @poll(every: "1s") @connect(http: { POST: "http://a.example/" }, selection: "id state") }',
      ),
    ).toEqual([
      'error INVALID_POLL: `@poll` on `Subscription.a` would repeat a POST, which may change something each time.',
    ]);
  });

  test('is missed on a connector beside others that have it', () => {
    expect(
      findings(`type Subscription {
        a: A @poll(every: "1s") @connect(http: { GET: "http://a.example/" }, selection: "id state")
        b: A @connect(http: { GET: "http://a.example/" }, selection: "id state")
      }`),
    ).toEqual(['error INVALID_POLL: `Subscription.b` has a connector, but nothing says how often it is called.']);
  });

  test('is nothing for clients, and without it a Subscription is what the Connectors spec says', () => {
    const { model } = load(subscription('@poll(every: "5s")'));
    expect(model?.graph.apiSchema.getDirective('poll')).toBeUndefined();
    expect(findings(subscription(''))[0]).toContain('error SUBSCRIPTION_IN_CONNECTORS');
  });
});
