import { suggest } from '../diagnostics/suggest.ts';
import type { SettingsFault } from './settings-fault.ts';

interface NamedService {
  readonly name: string;
}

interface NamedSource {
  readonly service: string;
  readonly name: string;
}

/** Settings for sources that the schema does not have, or that it has twice under the bare name. Pure. */
export function findUnknownSources(
  names: Iterable<string>,
  { sources, services }: { readonly sources: readonly NamedSource[]; readonly services: readonly NamedService[] },
): readonly SettingsFault[] {
  const known = [
    ...sources.flatMap(({ service, name }) => [name, `${service}.${name}`]),
    ...services.map(({ name }) => `${name}.*`),
  ];
  return [...names].flatMap((name): readonly SettingsFault[] => {
    const path = ['sources', name];
    const meant = known.filter((other) => other === name);
    if (meant.length === 1) return [];
    if (meant.length === 0) {
      const hint = suggest(name, known);
      return [
        { path, at: 'name', message: `The schema has no source \`${name}\`.`, ...(hint !== undefined && { hint }) },
      ];
    }
    const full = sources.filter((source) => source.name === name).map(({ service }) => `\`${service}.${name}\``);
    return [
      { path, at: 'name', message: `Several services have a source \`${name}\`.`, hint: `Write ${full.join(' or ')}.` },
    ];
  });
}
