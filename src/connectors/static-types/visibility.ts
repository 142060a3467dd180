import type { Connector, SpecVersion } from '../connector.ts';
import { isRootType, type RootTypes } from '../root-types.ts';
import type { Visibility } from './check-expression.ts';
import { NOWHERE } from './infer.ts';
import { namedType, schemaType, type TypeIndex } from './schema-type.ts';
import {
  faultOf,
  listOf,
  MISSING,
  NUMBER,
  objectOf,
  recordOf,
  STRING,
  type StaticType,
  UNKNOWN,
} from './static-type.ts';

/** Before the response, or with it. */
export type Side = 'request' | 'response';

/** What an expression of a connector may read. Connectors spec, "which variables where". */
export function connectorVisibility(connector: Connector, side: Side, types: TypeIndex, roots: RootTypes): Visibility {
  const { on, version } = connector;
  const values = new Map<string, StaticType>();
  if (on.kind === 'type') {
    values.set('$this', namedType(on.typeName, types));
    values.set('$batch', listOf(namedType(on.typeName, types)));
  } else {
    values.set('$args', argumentsType(on.typeName, on.fieldName, types));
    if (!isRootType(roots, on.typeName)) values.set('$this', namedType(on.typeName, types));
  }
  for (const [name, type] of sideVariables(side)) values.set(name, type);
  return visibility(values, side, version);
}

/** What an expression of a source may read, its base URL apart. */
export function sourceVisibility(side: Side, version: SpecVersion): Visibility {
  return visibility(sideVariables(side), side, version);
}

/** A base URL is the same for every request. */
export function baseUrlVisibility(version: SpecVersion): Visibility {
  return visibility(FIXED, 'request', version);
}

const FIXED: ReadonlyMap<string, StaticType> = new Map([
  ['$config', UNKNOWN],
  ['$env', recordOf('`$env`', STRING)],
]);

const HEADERS = recordOf('the headers', [...listOf(STRING), ...MISSING]);

function sideVariables(side: Side): ReadonlyMap<string, StaticType> {
  const request: readonly (readonly [string, StaticType])[] = [
    ...FIXED,
    ['$context', UNKNOWN],
    ['$request', objectOf('`$request`', new Map([['headers', HEADERS]]))],
  ];
  if (side === 'request') return new Map(request);
  return new Map([
    ...request,
    ['$response', objectOf('`$response`', new Map([['headers', HEADERS]]))],
    ['$status', NUMBER],
  ]);
}

function argumentsType(typeName: string, fieldName: string, types: TypeIndex): StaticType {
  const field = types.get(typeName)?.fields.get(fieldName);
  const members = field?.arguments?.map((argument) => [argument.name.value, schemaType(argument.type, types)] as const);
  return objectOf('`$args`', new Map(members ?? []));
}

function visibility(values: ReadonlyMap<string, StaticType>, side: Side, version: SpecVersion): Visibility {
  const body = side === 'response' ? UNKNOWN : NO_BODY;
  const allowed = [...values.keys()];
  return {
    allowed,
    environment: {
      variable: (name) => values.get(name),
      variableNames: allowed,
      dollar: body,
      at: body,
      locals: new Map(),
      typedMethods: version === '0.3' || version === '0.4',
    },
  };
}

const NO_BODY = faultOf({
  message: '`$` and bare keys read a response, and there is none yet',
  hint: 'Begin with a variable: `$args`, `$this`, `$config`, …',
  span: NOWHERE,
});
