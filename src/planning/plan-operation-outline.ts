/** What an operation will do, told before anything is sent: plain data, ready to be printed. */
export interface OperationOutline {
  /** Absent where the operation has none. */
  readonly name?: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** How many calls it makes at most; lists that do not say their size count as `assumedRows` rows. */
  readonly maxCalls: number;
  /** The longest chain of calls that wait for one another. */
  readonly waves: number;
  /** The same by source, most calls first. */
  readonly sources: readonly { readonly source: string; readonly maxCalls: number }[];
  /** In the order of the operation's text; whatever a call waits for stands before it. */
  readonly calls: readonly OutlinedCall[];
  /** Fields that TypeScript resolves. What they call themselves is known to their code only, and counted nowhere. */
  readonly resolvers: readonly OutlinedResolver[];
  /** What could be fewer calls, or could overlap and does not. */
  readonly remarks: readonly PlanRemark[];
  /** How many rows a list is taken to have that does not say. */
  readonly assumedRows: number;
}

/** A connector at one place of an operation. */
export interface OutlinedCall {
  /** `c1`, `c2`, … */
  readonly id: string;
  /** Its coordinate: `shop:Query.orders[0]`. */
  readonly connector: string;
  /** `orders`, or `shop.orders` where several services have a source of this name; absent for an absolute URL. */
  readonly source?: string;
  readonly method: string;
  /** The template as written, never its values; query parameters of a mapping by their names. */
  readonly url: string;
  /** Where in the answer its data stands: `store.orders.items[].customer`. */
  readonly paths: readonly string[];
  readonly waitsFor: readonly OutlinedWait[];
  readonly made: 'once' | 'per row' | 'in batches';
  /** Of a batch: how many references one call carries; absent: all of them. */
  readonly maxBatchSize?: number;
  /**
   * The call that brings the object whose key this one needs: that key is a copy of an argument, so this one starts beside
   * it, and what it brings is dropped should there be no object.
   */
  readonly beside?: string;
  /** The object's own data may have what it brings, and then it is not made. */
  readonly onlyIfMissing: boolean;
  /** 1 for calls that wait for none. */
  readonly wave: number;
  readonly rows: OutlinedRows;
  readonly maxCalls: number;
}

/** A field that TypeScript resolves. */
export interface OutlinedResolver {
  /** `t1`, `t2`, … */
  readonly id: string;
  /** `Order.totalIn`. */
  readonly field: string;
  readonly path: string;
  readonly waitsFor: readonly OutlinedWait[];
}

/** A call, or a resolver, that has to end first. */
export interface OutlinedWait {
  readonly id: string;
  /**
   * `key`: its answer has `members` that the call needs. `parent`: nothing of it is used, but without it there is no object
   * to call for. `order`: fields of a mutation run one after the other.
   */
  readonly why: 'key' | 'parent' | 'order';
  readonly members: readonly string[];
}

/** For how many objects a call is made. */
export interface OutlinedRows {
  readonly atMost: number;
  /** The innermost list around it, `store.orders.items`; absent outside of lists. */
  readonly list?: string;
  /** Lists around it that do not say their size. */
  readonly assumed: readonly string[];
}

/** Something that an author may want to change, the chain told once. */
export interface PlanRemark {
  readonly kind: 'n+1' | 'unused parent' | 'copied argument' | 'serial' | 'typescript';
  /** Ids of the calls (or resolvers) that it is about. */
  readonly about: readonly string[];
  readonly message: string;
  /** What would change it. */
  readonly mend?: string;
}
