import fc from 'fast-check';
import type {
  AliasItem,
  ChainExpression,
  Dialect,
  Expression,
  GroupExpression,
  Head,
  Item,
  Key,
  List,
  PathExpression,
  Selection,
  Step,
} from '../../src/mapping/ast.ts';

const span = { start: 0, end: 0 };
const WORDS = ['true', 'false', 'null'];

/** Trees that a text of the dialect can have, without meaningful spans; printing gives that text. */
export function arbitrarySelection(dialect: Dialect): fc.Arbitrary<Selection> {
  const { expression, items, nameless } = arbitraries(dialect);
  const list = items
    .filter(([sole, ...others]) => others.length > 0 || sole?.kind !== 'Spread' || sole.explicit)
    .map((all) => ({ kind: 'List', list: { items: all, span } }) as const);
  const values = dialect === 'C' ? fc.oneof(nameless, expression.filter(isWholeText)) : nameless;
  const value = values.map((one) => ({ kind: 'Value', value: one }) as const);
  return fc
    .oneof({ weight: 3, arbitrary: list }, value)
    .map((body) => ({ kind: 'Selection', dialect, text: '', body }));
}

/** Braces around a text of dialect C are a list's, and a lone key is an item. */
function isWholeText(expression: Expression): boolean {
  if (expression.kind === 'Object') return false;
  return expression.kind !== 'Path' || !isSingleKey(expression);
}

function arbitraries(dialect: Dialect) {
  const key: fc.Arbitrary<Key> = fc.oneof(
    fc
      .constantFrom('a', 'b', 'id', '__typename', 'constructor', ...WORDS)
      .map((name) => ({ name, quoted: false, span })),
    fc
      .oneof(fc.string(), fc.constantFrom('x-rate', 'a\\"b', "it's", 'two\nlines', 'é🙂'))
      .map((name) => ({ name, quoted: true, span })),
  );
  const bareKey = fc.constantFrom('a', 'nullable', 'id').map((name): Key => ({ name, quoted: false, span }));
  const depth = { maxDepth: 7, depthIdentifier: fc.createDepthIdentifier() };
  const ref = fc.letrec<{
    expression: Expression;
    operand: Expression;
    path: PathExpression;
    nameless: PathExpression;
    spread: PathExpression;
    steps: readonly Step[];
    list: List;
    items: readonly Item[];
    object: Expression;
  }>((tie) => {
    const group = tie('list');
    const literal = arbitraryLiteral();
    const step: fc.Arbitrary<Step> = fc.oneof(
      depth,
      key.map((one) => ({ kind: 'Key', key: one, span }) as const),
      fc
        .constantFrom('first', 'size', 'unheard')
        .map((name) => ({ kind: 'Method', name, nameSpan: span, span }) as const),
      fc
        .tuple(fc.constantFrom('map', 'as', 'echo'), fc.array(tie('expression'), { maxLength: 3 }))
        .map(([name, args]) => ({ kind: 'Method', name, nameSpan: span, args, span }) as const),
      ...(dialect === 'A' ? [] : [fc.constant({ kind: 'Optional', span } as const)]),
    );
    const freeHead: fc.Arbitrary<Head> = fc.oneof(
      depth,
      fc.constant({ kind: 'Dollar', span } as const),
      fc.constant({ kind: 'At', span } as const),
      fc.constantFrom('$args', '$this', '$x').map((name) => ({ kind: 'Variable', name, span }) as const),
      tie('expression').map((value) => ({ kind: 'Parenthesised', value, span }) as const),
    );
    const keyHead = (keys: fc.Arbitrary<Key>) => keys.map((one): Head => ({ kind: 'Key', key: one, span }));
    const inlineHead = fc
      .oneof(
        literal,
        fc.array(tie('expression'), { maxLength: 2 }).map((elements) => ({ kind: 'Array', elements, span }) as const),
        tie('object'),
      )
      .map((value): Head => ({ kind: 'Inline', value, span }));
    const pathOf = (head: fc.Arbitrary<Head>, steps: fc.Arbitrary<readonly Step[]>, isGrouped = fc.boolean()) =>
      fc.tuple(head, steps, isGrouped, group).map(
        ([one, all, grouped, list]): PathExpression => ({
          kind: 'Path',
          head: one,
          steps: all,
          ...(grouped && { group: list }),
          span,
        }),
      );
    const someSteps = tie('steps').filter((steps) => steps.length > 0);
    /** A path where a literal would be one: no word at its head, in A no lone key. */
    const valuePath = fc.oneof(
      pathOf(freeHead, tie('steps')),
      pathOf(keyHead(bareKey), dialect === 'A' ? someSteps : tie('steps')),
      pathOf(inlineHead, someSteps).filter(isReadAsLiteral(dialect)),
    );
    const alias = (value: fc.Arbitrary<Expression | GroupExpression>): fc.Arbitrary<AliasItem> =>
      fc.tuple(key, value).map(([name, one]) => ({ kind: 'Alias', name, value: one, span }));
    const aliasGroup = group.map((list): GroupExpression => ({ kind: 'Group', list, span }));
    const fieldOf = (group: fc.Arbitrary<List | undefined>) =>
      fc
        .tuple(key, dialect === 'A' ? fc.constant(false) : fc.boolean(), group)
        .map(([name, isOptional, list]): Item => {
          const steps: Step[] = isOptional ? [{ kind: 'Optional', span }] : [];
          const head: Head = { kind: 'Key', key: name, span };
          return {
            kind: 'Field',
            key: name,
            value: { kind: 'Path', head, steps, ...(list && { group: list }), span },
            span,
          };
        });
    const plainField = fieldOf(fc.constant(undefined));
    const spreadItem = tie('spread').map((value): Item => ({ kind: 'Spread', explicit: false, value, span }));
    const explicit = tie('expression').map((value): Item => ({ kind: 'Spread', explicit: true, value, span }));
    const item: fc.Arbitrary<Item> = fc.oneof(
      depth,
      plainField,
      fieldOf(group),
      alias(dialect === 'C' ? tie('expression') : fc.oneof(tie('path'), aliasGroup)),
      spreadItem,
      ...(dialect === 'C' ? [explicit] : []),
    );
    return {
      steps: fc
        .array(step, { maxLength: 3 })
        .filter((steps) => !steps.some((one, at) => one.kind === 'Optional' && steps[at + 1]?.kind === 'Optional')),
      path: pathOf(fc.oneof(freeHead, keyHead(key)), tie('steps')),
      spread: pathOf(fc.oneof(freeHead, keyHead(key)), tie('steps'), fc.constant(true)).filter(
        (path) => !isSingleKey(path),
      ),
      nameless: pathOf(fc.oneof(freeHead, keyHead(key)), tie('steps')).filter((path) => !isSingleKey(path)),
      items: fc.array(item, { maxLength: 4 }),
      list: fc
        .oneof(
          depth,
          fc.array(plainField, { maxLength: 2 }),
          tie('items'),
          ...(dialect === 'A'
            ? []
            : [
                tie('path')
                  .filter((path) => !isSingleKey(path) && path.group === undefined)
                  .map((value): readonly Item[] => [{ kind: 'Anonymous', value, span }]),
              ]),
        )
        .map((items): List => ({ items, span })),
      object: (dialect === 'C'
        ? tie('list')
        : fc.array(alias(tie('expression')), { maxLength: 3 }).map((items): List => ({ items, span }))
      ).map((list): Expression => ({ kind: 'Object', list, span })),
      operand: fc.oneof(
        depth,
        literal,
        valuePath,
        tie('object'),
        fc
          .array(tie('expression'), { maxLength: 3 })
          .map((elements): Expression => ({ kind: 'Array', elements, span })),
      ),
      expression: fc.oneof(
        depth,
        tie('operand'),
        ...(dialect === 'A'
          ? []
          : [
              fc.tuple(fc.constantFrom('??', '?!'), fc.array(tie('operand'), { minLength: 2, maxLength: 3 })).map(
                ([operator, operands]): ChainExpression => ({
                  kind: 'Chain',
                  operator: operator as '??' | '?!',
                  operands,
                  span,
                }),
              ),
            ]),
      ),
    };
  });
  return ref;
}

function arbitraryLiteral(): fc.Arbitrary<Expression> {
  const value = fc.oneof(
    fc.constantFrom(null, true, false),
    fc.string(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt(2n ** 53n, 2n ** 63n - 1n),
  );
  return value.map((one) => ({ kind: 'Literal', value: one === 0 ? 0 : one, span }));
}

/** A word with nothing but `?` before its group is a property in C; digits before a dot lose their exactness. */
function isReadAsLiteral(dialect: Dialect) {
  return ({ head, steps, group }: PathExpression): boolean => {
    if (head.kind !== 'Inline' || head.value.kind !== 'Literal') return true;
    if (typeof head.value.value === 'bigint') return steps[0]?.kind !== 'Key';
    if (typeof head.value.value === 'number' || dialect !== 'C' || group === undefined) return true;
    return steps.length > 1 || steps[0]?.kind !== 'Optional';
  };
}

function isSingleKey({ head, steps }: PathExpression): boolean {
  return head.kind === 'Key' && (steps.length === 0 || (steps.length === 1 && steps[0]?.kind === 'Optional'));
}
