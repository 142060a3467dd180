import type { ConstDirectiveNode } from 'graphql';
import type { Dialect, Selection } from '../mapping/ast.ts';
import type { Template } from '../templates/template.ts';
import type { Poll } from './poll.ts';

export type SpecVersion = '0.1' | '0.2' | '0.3' | '0.4';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A file with its own connect link: its version, import names and sources are its own. */
export interface Service {
  readonly name: string;
  readonly version: SpecVersion;
  readonly dialect: Dialect;
  readonly sources: readonly Source[];
}

export type HeaderMapping =
  | { readonly kind: 'from'; readonly name: string; readonly from: string }
  | { readonly kind: 'value'; readonly name: string; readonly value: Template };

/** Error mappings of a source or connector. */
export interface ErrorMapping {
  readonly message?: Selection;
  readonly extensions?: Selection;
}

/** A `@source`, read and checked: a plain immutable value. */
export interface Source {
  readonly service: string;
  readonly name: string;
  readonly baseURL: Template;
  readonly path?: Selection;
  readonly queryParams?: Selection;
  readonly headers: readonly HeaderMapping[];
  readonly errors: ErrorMapping;
  readonly isSuccess?: Selection;
  /** Where it stands; carries the author's text in `loc.source`. */
  readonly directive: ConstDirectiveNode;
}

/** What a connector sends. */
export interface ConnectHttp {
  readonly method: HttpMethod;
  readonly url: Template;
  readonly path?: Selection;
  readonly queryParams?: Selection;
  readonly headers: readonly HeaderMapping[];
  readonly body?: Selection;
}

/** Where a `@connect` sits. */
export type ConnectorPlace =
  | { readonly kind: 'field'; readonly typeName: string; readonly fieldName: string }
  | { readonly kind: 'type'; readonly typeName: string };

/** A `@connect`, read and checked: a plain immutable value. */
export interface Connector {
  readonly service: string;
  readonly version: SpecVersion;
  readonly dialect: Dialect;
  /** `shop:Query.orders[0]`: service, place, and index among the connectors of that place. */
  readonly coordinate: string;
  readonly id?: string;
  readonly on: ConnectorPlace;
  readonly source?: Source;
  /** Absent: the connector makes no request (v0.4). */
  readonly http?: ConnectHttp;
  readonly selection: Selection;
  readonly errors: ErrorMapping;
  readonly isSuccess?: Selection;
  readonly entity: boolean;
  /** How many references one batch call carries at most; absent: all of them. */
  readonly maxBatchSize?: number;
  /** Of a field of `Subscription`: how it is polled. */
  readonly poll?: Poll;
  /** Where it stands; carries the author's text in `loc.source`. */
  readonly directive: ConstDirectiveNode;
}
