/** An argument or member, and the version of the connect specification that brought it. */
interface Since {
  readonly [name: string]: '0.1' | '0.2';
}

/** Arguments of `@connect`. */
export const CONNECT_ARGUMENTS = {
  source: '0.1',
  id: '0.2',
  http: '0.1',
  batch: '0.2',
  errors: '0.2',
  selection: '0.1',
  entity: '0.1',
  isSuccess: '0.2',
} as const satisfies Since;

/** Arguments of `@source`. */
export const SOURCE_ARGUMENTS = {
  name: '0.1',
  http: '0.1',
  errors: '0.2',
  isSuccess: '0.2',
} as const satisfies Since;

/** Members of `@connect(http:)`. */
export const CONNECT_HTTP_MEMBERS = {
  GET: '0.1',
  POST: '0.1',
  PUT: '0.1',
  PATCH: '0.1',
  DELETE: '0.1',
  body: '0.1',
  headers: '0.1',
  path: '0.2',
  queryParams: '0.2',
} as const satisfies Since;

/** Members of `@source(http:)`. */
export const SOURCE_HTTP_MEMBERS = {
  baseURL: '0.1',
  headers: '0.1',
  path: '0.2',
  queryParams: '0.2',
} as const satisfies Since;

/** The types of the connect specification, which a file may import, rename, or (needlessly) define itself. */
export const CONNECT_TYPES = [
  'JSONSelection',
  'URLTemplate',
  'ConnectHTTP',
  'SourceHTTP',
  'HTTPHeaderMapping',
  'ConnectBatch',
  'ConnectorErrors',
] as const;

/** All that may stand in the import list of the connect link. */
export const CONNECT_NAMES: readonly string[] = ['@connect', '@source', ...CONNECT_TYPES];

/** SDL of the connect directives under the names that a file uses; the types are prefixed with `connect__`. */
export function connectDefinitions(names: { readonly connectName: string; readonly sourceName: string }): string {
  return `
    directive @${names.connectName}(
      source: String
      id: String
      http: connect__ConnectHTTP
      batch: connect__ConnectBatch
      errors: connect__ConnectorErrors
      selection: connect__JSONSelection!
      entity: Boolean = false
      isSuccess: connect__JSONSelection
    ) repeatable on FIELD_DEFINITION | OBJECT

    directive @${names.sourceName}(
      name: String!
      http: connect__SourceHTTP!
      errors: connect__ConnectorErrors
      isSuccess: connect__JSONSelection
    ) repeatable on SCHEMA

    scalar connect__JSONSelection
    scalar connect__URLTemplate

    input connect__ConnectHTTP {
      GET: connect__URLTemplate
      POST: connect__URLTemplate
      PUT: connect__URLTemplate
      PATCH: connect__URLTemplate
      DELETE: connect__URLTemplate
      body: connect__JSONSelection
      headers: [connect__HTTPHeaderMapping!]
      path: connect__JSONSelection
      queryParams: connect__JSONSelection
    }

    input connect__SourceHTTP {
      baseURL: String!
      headers: [connect__HTTPHeaderMapping!]
      path: connect__JSONSelection
      queryParams: connect__JSONSelection
    }

    input connect__HTTPHeaderMapping { name: String!  from: String  value: String }
    input connect__ConnectBatch { maxSize: Int }
    input connect__ConnectorErrors { message: connect__JSONSelection  extensions: connect__JSONSelection }
  `;
}
