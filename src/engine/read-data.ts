import { isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';

/** Reads an own member; names that every object inherits are looked at twice. */
export function readerOf(name: string): (data: JsonObject | Json | undefined) => Json | undefined {
  if (name in Object.prototype) return memberOf(name);
  return (data) => (data as JsonObject)[name];
}

/** The same of what may be no object. */
export function memberOf(name: string): (data: Json | undefined) => Json | undefined {
  return (data) => (isObject(data) ? ownMember(data, name) : undefined);
}

export function whole(data: Json | undefined): Json | undefined {
  return data;
}
