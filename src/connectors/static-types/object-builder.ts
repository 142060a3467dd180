import { type Alternative, has, MISSING, type ObjectShape, type StaticType, UNKNOWN } from './static-type.ts';

/** An object type under construction: the members a mapping writes and the objects it spreads. */
export interface ObjectBuilder {
  readonly members: Map<string, StaticType>;
  /** Types spread in whose members are known by asking only (`...$args`). */
  readonly spread: ObjectShape[];
  /** Faults met on the way. */
  readonly faults: Alternative[];
  /** Alternatives that replace the whole object: null absorbs. */
  readonly instead: Alternative[];
  /** Something unknown is spread in: any member may exist. */
  open: boolean;
  build(): StaticType;
}

export function createObjectBuilder(): ObjectBuilder {
  const builder: ObjectBuilder = {
    members: new Map(),
    spread: [],
    faults: [],
    instead: [],
    open: false,
    build: () => [{ shape: shapeOf(builder) }, ...builder.instead],
  };
  return builder;
}

/** A member written twice is one of both. */
export function addMember(builder: ObjectBuilder, name: string, type: StaticType): void {
  builder.members.set(name, [...(builder.members.get(name) ?? []), ...type]);
}

/** Adds the members of whatever objects the type may be; anything but objects and null adds nothing. */
export function addSpread(builder: ObjectBuilder, type: StaticType): void {
  for (const alternative of type) {
    const { shape } = alternative;
    if (shape.kind === 'object') builder.spread.push(shape);
    else if (shape.kind === 'null') builder.instead.push(alternative);
    else if (shape.kind === 'fault') builder.faults.push(alternative);
    else if (shape.kind === 'unknown') builder.open = true;
  }
}

function shapeOf(builder: ObjectBuilder): ObjectShape {
  const { members, spread, faults, open } = builder;
  return {
    kind: 'object',
    title: 'this object',
    member(name) {
      const found = spread.map((shape) => shape.member(name));
      const types = [members.get(name), ...found].filter((type) => type !== undefined).flat();
      if (types.length === 0 && !members.has(name)) return open ? UNKNOWN : undefined;
      return members.has(name) || !found.includes(undefined) || has(types, 'missing') ? types : [...types, ...MISSING];
    },
    names: [...members.keys(), ...spread.flatMap((shape) => shape.names)],
    written: [...members.values(), ...spread.flatMap((shape) => shape.written), faults],
  };
}
