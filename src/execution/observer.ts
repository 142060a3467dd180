import type { Step } from '../planning/step.ts';
import type { WrittenOperation } from '../planning/wanted-fields.ts';
import type { CallEvent, UpstreamRequest } from '../upstream/upstream.ts';
import type { ClientHeaders } from './client-headers.ts';
import type { Exchange } from './operation.ts';
import type { SourceRuntime } from './runtime.ts';

/**
 * Looks at all that a gateway runs. Whoever implements this knows the rooms below; they know only this. Nothing in it may
 * throw or take long: it is called in the middle of the work it looks at. Where nobody looks, nothing is made for anybody.
 */
export interface GatewayObserver {
  /** An operation begins; undefined: this one is of no interest. Operations that are answered for others are not told. */
  operation(start: OperationStart): OperationObserver | undefined;
}

export interface OperationStart {
  /** Undefined where there is no such operation in the document. */
  readonly written: WrittenOperation | undefined;
  readonly headers: ClientHeaders;
  /** By which the request is told from others in a log; undefined: it has come by none. */
  readonly requestId: string | undefined;
  /** On the clock's monotonic scale, as all times here. */
  readonly atMs: number;
}

/** Looks at one operation. */
export interface OperationObserver {
  /** Whether it wants to know where calls stand, whom they wait for and what happens to them, which has a price. */
  readonly detail: 'calls' | 'phases';
  /** A call begins; undefined: no interest. */
  call(start: CallStart): CallObserver | undefined;
  /** A TypeScript resolver begins. */
  resolver?(start: ResolverStart): ResolverObserver | undefined;
  /** Nothing of it runs any more, and this is its answer, or the first part of it. */
  ended?(end: OperationEnd): void;
}

export interface OperationEnd {
  readonly atMs: number;
  readonly errors: number;
  /** There is nothing but errors. */
  readonly isNull: boolean;
}

/** One HTTP request that an operation needs the answer of, however many attempts it takes, none included. */
export interface CallStart extends CallOrigin {
  /** Counts from 1 in each operation. */
  readonly id: number;
  readonly source: SourceRuntime;
  readonly method: string;
  readonly atMs: number;
}

/** What a call is made for. */
export interface CallOrigin {
  /** Whose connector makes it; undefined: a TypeScript resolver does. */
  readonly step: Step | undefined;
  /** Of a step that gathers loads. */
  readonly batch: BatchPart | undefined;
  /** Where its loads stand; only for who wants phases. */
  readonly sites: readonly CallSite[];
}

/** One of the calls that the loads of a tick were split into. */
export interface BatchPart {
  /** References in this one. */
  readonly size: number;
  /** From 0. */
  readonly index: number;
  /** Calls of the same tick. */
  readonly of: number;
  readonly maxSize: number | undefined;
}

/** Where in the response what is loaded belongs. */
export interface CallSite {
  /** Of the first place; empty as long as there is none. */
  path: () => readonly (string | number)[];
  /** Places that wait for it; more may come. */
  count: number;
  /** The calls whose answers gave its parent or its key. */
  readonly waitsFor: readonly number[];
  /** The TypeScript resolver that asks for it. */
  readonly resolver?: number;
}

/** Looks at one call. */
export interface CallObserver {
  /**
   * Lines that its request carries besides, for whoever looks on at the upstream. Only those that change no answer
   * (`OWN_HEADERS` of the upstream room) are sent.
   */
  readonly headers?: UpstreamRequest['headers'] | undefined;
  /** Absent: no event is made. */
  readonly event?: ((event: CallEvent) => void) | undefined;
  /** The upstream has answered, or will not. */
  answered?(exchange: Exchange, atMs: number): void;
  /** Its answer was parsed and mapped; once for each of those in the operation who share it. Only for who wants phases. */
  read?(reading: Reading): void;
  /** Another call of the operation would have been the same request, and takes this one's answer. */
  joined?(origin: CallOrigin): void;
}

export interface Reading {
  readonly parseMs: number;
  readonly mapMs: number;
  /** When it was done. */
  readonly atMs: number;
}

/** Only for who wants phases. */
export interface ResolverStart {
  /** Counts from 1 in each operation. */
  readonly id: number;
  /** `Type.field`. */
  readonly coordinate: string;
  readonly path: () => readonly (string | number)[];
  readonly atMs: number;
}

export interface ResolverObserver {
  /** It has returned; what it returned may be a promise. */
  returned?(atMs: number): void;
  ended(atMs: number): void;
}

/** Several who look at one operation, as one; undefined: nobody does. */
export function everyObserver(observers: readonly (OperationObserver | undefined)[]): OperationObserver | undefined {
  const looking = observers.filter((one) => one !== undefined);
  const [first, ...others] = looking;
  if (first === undefined || others.length === 0) return first;
  return {
    detail: looking.some(({ detail }) => detail === 'phases') ? 'phases' : 'calls',
    call: (start) => everyCallObserver(looking.map((one) => one.call(start))),
    resolver: (start) => everyResolverObserver(looking.map((one) => one.resolver?.(start))),
    ended(end) {
      for (const one of looking) one.ended?.(end);
    },
  };
}

function everyCallObserver(observers: readonly (CallObserver | undefined)[]): CallObserver | undefined {
  const looking = observers.filter((one) => one !== undefined);
  const [first, ...others] = looking;
  if (first === undefined || others.length === 0) return first;
  const hearing = looking.flatMap(({ event }) => event ?? []);
  const headers = looking.flatMap((one) => one.headers ?? []);
  return {
    ...(headers.length > 0 && { headers }),
    ...(hearing.length > 0 && {
      event(event: CallEvent) {
        for (const hear of hearing) hear(event);
      },
    }),
    answered(exchange, atMs) {
      for (const one of looking) one.answered?.(exchange, atMs);
    },
    read(reading) {
      for (const one of looking) one.read?.(reading);
    },
    joined(origin) {
      for (const one of looking) one.joined?.(origin);
    },
  };
}

function everyResolverObserver(observers: readonly (ResolverObserver | undefined)[]): ResolverObserver | undefined {
  const looking = observers.filter((one) => one !== undefined);
  const [first, ...others] = looking;
  if (first === undefined || others.length === 0) return first;
  return {
    returned(atMs) {
      for (const one of looking) one.returned?.(atMs);
    },
    ended(atMs) {
      for (const one of looking) one.ended(atMs);
    },
  };
}
